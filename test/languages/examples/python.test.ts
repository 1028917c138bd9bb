import { livesOf } from "../support/lives";

livesOf("python", "127.0.77.12");
