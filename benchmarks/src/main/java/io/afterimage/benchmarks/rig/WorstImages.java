package io.afterimage.benchmarks.rig;

import io.afterimage.images.NativeOpenCv;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

/** Images within the limits on bytes and pixels whose decoding takes the most memory. */
public final class WorstImages {

  /** What is written without compression has to stay below the limit on bytes. */
  private static final int GIF_SIDE = 4000;

  private static final int ORDINARY_SIDE = 640;

  private WorstImages() {}

  /** By name: the worst of each format, squares of that side. */
  public static Map<String, byte[]> of(int side) {
    NativeOpenCv.load();
    Map<String, byte[]> images = new LinkedHashMap<>();
    images.put("png-16-rgba", deepTransparentPng(side));
    images.put("png-8-rgba", png(side, 8, 6, 4, false));
    images.put("png-16-rgb", png(side, 16, 2, 6, false));
    images.put("png-1-grey", png(side, 1, 0, 1, true));
    images.put(
        "jpeg-progressive-444",
        encoded(
            side,
            ".jpg",
            CvType.CV_8UC3,
            Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
            1,
            Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
            Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444));
    images.put("jpeg-baseline", encoded(side, ".jpg", CvType.CV_8UC3));
    images.put(
        "webp-lossless-alpha",
        encoded(side, ".webp", CvType.CV_8UC4, Imgcodecs.IMWRITE_WEBP_QUALITY, 101));
    images.put("bmp-1", bmp(side));
    images.put("gif", gif(Math.min(side, GIF_SIDE)));
    return images;
  }

  /** The worst of all: 16 bits, with transparency. */
  public static byte[] deepTransparentPng(int side) {
    return png(side, 16, 6, 8, false);
  }

  /** What a camera makes, small: a JPEG that neither counts nor waits. */
  public static byte[] ordinary() {
    NativeOpenCv.load();
    return encoded(ORDINARY_SIDE, ".jpg", CvType.CV_8UC3);
  }

  private static byte[] png(int side, int bits, int colourType, int bytes, boolean packed) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream rows = new DeflaterOutputStream(data)) {
      byte[] row = new byte[1 + (packed ? (side + 7) / 8 : side * bytes)];
      Arrays.fill(row, 1, row.length, (byte) 0x80);
      for (int y = 0; y < side; y++) {
        rows.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer header =
        ByteBuffer.allocate(13).putInt(side).putInt(side).put((byte) bits).put((byte) colourType);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    chunk(png, "IHDR", header.array());
    chunk(png, "IDAT", data.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(name);
    png.writeBytes(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }

  private static byte[] encoded(int side, String ending, int type, int... settings) {
    Mat image = new Mat(side, side, type, new Scalar(40, 200, 90, 120));
    MatOfByte bytes = new MatOfByte();
    MatOfInt options = new MatOfInt(settings);
    try {
      if (!Imgcodecs.imencode(ending, image, bytes, options)) {
        throw new IllegalStateException("OpenCV did not encode a " + ending);
      }
      return bytes.toArray();
    } finally {
      options.release();
      bytes.release();
      image.release();
    }
  }

  /** White at one bit for each pixel. */
  private static byte[] bmp(int side) {
    int row = (side + 31) / 32 * 4;
    int start = 14 + 40 + 8;
    ByteBuffer bmp = ByteBuffer.allocate(start + row * side).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(start);
    bmp.putInt(40).putInt(side).putInt(side).putShort((short) 1).putShort((short) 1);
    bmp.putInt(0).putInt(row * side).putInt(0).putInt(0).putInt(2).putInt(2);
    bmp.putInt(0).putInt(0x00ffffff);
    return bmp.array();
  }

  /**
   * One colour without compression: codes of 8 bits, and a clear code before a longer one is due.
   */
  private static byte[] gif(int side) {
    ByteArrayOutputStream gif = new ByteArrayOutputStream();
    ByteBuffer screen = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN);
    screen.put("GIF89a".getBytes(StandardCharsets.ISO_8859_1));
    screen.putShort((short) side).putShort((short) side).put((byte) 0x80).putShort((short) 0);
    gif.writeBytes(screen.array());
    gif.writeBytes(new byte[] {0, 0, 0, -1, -1, -1});
    ByteBuffer frame = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    frame.put((byte) 0x2c).putInt(0).putShort((short) side).putShort((short) side).put((byte) 0);
    gif.writeBytes(frame.array());
    gif.write(7);
    long pixels = (long) side * side;
    ByteArrayOutputStream codes = new ByteArrayOutputStream();
    for (long i = 0; i < pixels; i++) {
      if (i % 100 == 0) {
        codes.write(0x80);
      }
      codes.write(1);
    }
    codes.write(0x81);
    byte[] all = codes.toByteArray();
    for (int at = 0; at < all.length; at += 255) {
      int length = Math.min(255, all.length - at);
      gif.write(length);
      gif.write(all, at, length);
    }
    gif.write(0);
    gif.write(0x3b);
    return gif.toByteArray();
  }
}
