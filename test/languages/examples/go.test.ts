import { livesOf } from "../support/lives";

livesOf("go", "127.0.77.14");
