import { livesOf } from "../support/lives";

livesOf("typescript", "127.0.77.13");
