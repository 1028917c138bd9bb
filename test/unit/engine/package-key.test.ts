import { sourcesFile } from "../../../provisioners/engine/debian";
import { fingerprints } from "../../../provisioners/engine/openpgp";
import { checkKey } from "../../../provisioners/engine/repository-key";
import { KEY, refused } from "./helpers";

describe("the package key", () => {
  test("has the fingerprint that gpg shows, also when there are two", () => {
    const fingerprint = "9D0464B2C09DF14074D79EAD60408C97E10D25F4";
    expect(fingerprints(KEY)).toEqual([fingerprint]);
    expect(fingerprints(KEY + KEY)).toEqual([fingerprint, fingerprint]);
  });

  test.each([KEY, "<html>", KEY.slice(0, 200), ""])("that is not Docker's is refused", (text) => {
    expect(refused(() => checkKey(text, "https://mirror/gpg", "9DC858229FC7DD38854AE2D88D81803C0EBFCD88"))).toContain(
      "expected 9DC858229FC7DD38854AE2D88D81803C0EBFCD88",
    );
  });

  test("stands in the source's file by its path", () => {
    expect(sourcesFile("https://download.docker.com/linux/debian", "trixie")).toContain(
      "Signed-By: /etc/apt/keyrings/docker.asc",
    );
  });
});
