import { livesOf } from "../support/lives";

livesOf("yaml", "127.0.77.11");
