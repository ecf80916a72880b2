package io.afterimage.stream.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.afterimage.images.ImageDecoder;
import io.afterimage.testkit.PngFile;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Image files that are unusual or broken, made from nothing but code where Java can write them. */
final class CraftedImages {

  private CraftedImages() {}

  /** The shapes of {@link Images#png} in another pixel format of Java's imaging. */
  static byte[] redrawn(long seed, int imageType, String format) {
    try {
      BufferedImage source = ImageIO.read(new ByteArrayInputStream(Images.png(seed)));
      BufferedImage target = new BufferedImage(source.getWidth(), source.getHeight(), imageType);
      Graphics2D graphics = target.createGraphics();
      graphics.drawImage(source, 0, 0, source.getWidth(), source.getHeight() / 2, null);
      graphics.drawImage(source, 0, source.getHeight() / 2, null);
      graphics.dispose();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (!ImageIO.write(target, format, bytes)) {
        throw new AssertionError("Java writes no " + format + " of type " + imageType);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of the images that the decoder's tests carry with them. */
  static byte[] stored(String name) {
    try (InputStream in = ImageDecoder.class.getResourceAsStream("/pictures/" + name)) {
      if (in == null) {
        throw new AssertionError("no image " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] jpeg(long seed) {
    return redrawn(seed, BufferedImage.TYPE_INT_RGB, "jpg");
  }

  /** A JPEG whose Exif segment says that it must be turned by 90 degrees (orientation 6). */
  static byte[] turnedJpeg(long seed) {
    byte[] jpeg = jpeg(seed);
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0".getBytes(ISO_8859_1));
    exif.put("MM\0*".getBytes(ISO_8859_1)).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) 6);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, 2);
    bytes.writeBytes(exif.array());
    bytes.write(jpeg, 2, jpeg.length - 2);
    return bytes.toByteArray();
  }

  /** A PNG of 16 bits per channel: a red and a green ramp across each other. */
  static byte[] deepPng(int width, int height) {
    ByteBuffer rows = ByteBuffer.allocate(height * (1 + width * 6));
    for (int y = 0; y < height; y++) {
      rows.put((byte) 0);
      for (int x = 0; x < width; x++) {
        rows.putShort((short) (x * 65_535 / width));
        rows.putShort((short) (y * 65_535 / height)).putShort((short) 12_345);
      }
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(data)) {
      deflated.write(rows.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PngFile.of(width, height, 16, 2, data.toByteArray());
  }

  static byte[] cut(byte[] whole, int tenths) {
    return Arrays.copyOf(whole, whole.length * tenths / 10);
  }

  static byte[] padded(byte[] whole, int bytes) {
    return Arrays.copyOf(whole, bytes);
  }
}
