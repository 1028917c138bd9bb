import { systemOfImage } from "../../../../infra/sources/operating-system";
import { configured } from "../../configured";

describe("what the image's system cannot have is refused before there is a machine", () => {
  test.each([
    [
      { image: "bare-bookworm" },
      { source: "distribution", version: "26.1.5" },
      /engine\.version.*whose own Docker is 20\.10\.24/,
    ],
    [{ image: "bare" }, { source: "distribution", version: "29.0.1" }, /engine\.version.*whose own Docker is 26\.1\.5/],
  ])("%j with %j", (lab, engine, message) => {
    expect(() => configured({ lab, engine })).toThrow(message);
  });

  test("by the name of a cloud's image", () => {
    expect(systemOfImage("ubuntu-24-04-x64")).toMatchObject({ id: "ubuntu", version: "24.04" });
    expect(systemOfImage("rockylinux-9-x64")).toMatchObject({ id: "rocky", version: "9" });
    expect(systemOfImage("my-image-3")).toBeUndefined();
    expect(systemOfImage("ami-0123")).toBeUndefined();
  });
});
