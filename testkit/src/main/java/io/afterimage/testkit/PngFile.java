package io.afterimage.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** PNG files that Java's imaging would not write, put together from their chunks. */
public final class PngFile {

  private PngFile() {}

  /**
   * A file with the given contents, valid or not.
   *
   * @param bits per channel
   * @param colourType 0 for grey, 2 for RGB
   * @param data the deflated rows
   */
  public static byte[] of(int width, int height, int bits, int colourType, byte[] data) {
    ByteBuffer header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bits)
            .put((byte) colourType);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1));
    chunk(png, "IHDR", header.array());
    chunk(png, "IDAT", data);
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** Black at one bit per pixel: huge in pixels, small in bytes, never held in memory. */
  public static byte[] bomb(int width, int height) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    Deflater best = new Deflater(Deflater.BEST_COMPRESSION);
    try (DeflaterOutputStream rows = new DeflaterOutputStream(data, best, 1 << 16)) {
      byte[] row = new byte[width / 8 + 1];
      for (int y = 0; y < height; y++) {
        rows.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      best.end();
    }
    return of(width, height, 1, 0, data.toByteArray());
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    CRC32 checksum = new CRC32();
    checksum.update(type.getBytes(ISO_8859_1));
    checksum.update(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(type.getBytes(ISO_8859_1));
    png.writeBytes(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }
}
