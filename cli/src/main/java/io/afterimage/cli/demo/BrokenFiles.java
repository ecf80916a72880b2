package io.afterimage.cli.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Files that are no images, as they turn up in every real stream. */
final class BrokenFiles {

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int HUGE_SIDE = 30_000;

  private BrokenFiles() {}

  /**
   * By file name.
   *
   * @param good an image that is fine, to be cut off
   */
  static Map<String, byte[]> make(byte[] good) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("not-found.jpg", text("<!DOCTYPE html><html><body>404 Not Found</body></html>"));
    files.put("cut-off.png", Arrays.copyOf(good, good.length / 2));
    files.put("empty.png", new byte[0]);
    files.put("bomb.png", hugePng());
    files.put("notes.txt", text("milk, bread, a classifier that keeps learning"));
    return files;
  }

  /** A few dozen bytes that claim to be 900 megapixels. */
  private static byte[] hugePng() {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(HUGE_SIDE)
            .putInt(HUGE_SIDE)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    ByteBuffer png = ByteBuffer.allocate(PNG_SIGNATURE.length + 12 + header.length + 12);
    png.put(PNG_SIGNATURE);
    putChunk(png, "IHDR", header);
    putChunk(png, "IEND", new byte[0]);
    return png.array();
  }

  private static void putChunk(ByteBuffer png, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(data);
    png.putInt(data.length).put(name).put(data).putInt((int) checksum.getValue());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
