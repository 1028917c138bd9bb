process.env.NO_COLOR = "1";
delete process.env.FORCE_COLOR;
