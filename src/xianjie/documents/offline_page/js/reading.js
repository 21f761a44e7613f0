// Files that are handed in: JSON as text, pictures where this browser can read a code in one.
import { textOf } from "./bytes.js";
import { Problem, say, unreadable, UNREADABLE } from "./problems.js";

const MOST_BYTES = 20 << 20;
export const NO_PICTURES = say(
  "这个浏览器不能读图片里的二维码；请用手机相机或扫码软件扫出网址，粘贴到框里",
  "this browser cannot read a code in a picture; scan it with a telephone's camera or a scanning program, and paste the address into the box",
);

export async function readsPictures() {
  if (!("BarcodeDetector" in globalThis)) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

// The text of a file, or of the QR code in a picture.
export async function textOfFile(file) {
  if (file.size > MOST_BYTES) throw unreadable("文件太大", "the file is too large");
  const isPdf = file.type === "application/pdf" || file.name.toLowerCase().endsWith(".pdf");
  if (isPdf) {
    throw unreadable(
      "本页不能读 PDF；请用其中附带的 JSON，或扫描二维码，或到核验页交 PDF",
      "this page reads no PDF; use the JSON attached to it, scan its code, or hand it in at the page of checking",
    );
  }
  if (!file.type.startsWith("image/")) return textOf(new Uint8Array(await file.arrayBuffer()));
  if (!(await readsPictures())) {
    throw new Problem(UNREADABLE, NO_PICTURES.zh, NO_PICTURES.en);
  }
  return textOfPicture(file);
}

async function textOfPicture(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw unreadable("不是完好的图片", "this is no sound picture");
  }
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
  if (found.length !== 1) {
    throw unreadable(
      `图片里有 ${found.length} 个二维码，应为一个；请只拍二维码，拍得清楚一些`,
      `the picture has ${found.length} QR codes where one is expected; take the code alone, and sharply`,
    );
  }
  return found[0].rawValue;
}
