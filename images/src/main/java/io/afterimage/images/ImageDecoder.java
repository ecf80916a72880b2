package io.afterimage.images;

import io.afterimage.images.Decoded.Pixels;
import io.afterimage.images.Decoded.Refused;
import java.util.Set;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Turns encoded images, of the formats of {@link ImageFormats}, into a graph's input; of an
 * animation the first frame.
 *
 * <p>Grey, palette, CMYK and 16-bit images become RGB of 8 bits, transparency is laid on white, and
 * an EXIF orientation is applied. An image is decoded only after its structure was found complete
 * and within the limits. Sides that do not grow are averaged over areas, otherwise both are
 * interpolated bilinearly.
 *
 * <p>Any number of threads may share a decoder: it has no state but its limits. One decoding uses
 * the caller's thread alone and, while it runs, native memory that it reserves before: see {@link
 * DecodeMemory}.
 */
public final class ImageDecoder {

  private final ImageLimits limits;
  private final DecodeMemory memory;
  private final Unwrapping unwrapping;

  /**
   * A decoder with its limits; loads the native library if this is the process's first decoder.
   *
   * @throws IllegalStateException if OpenCV cannot be loaded on this machine
   */
  public ImageDecoder(ImageLimits limits) {
    this(limits, Set.of(), DecodeMemory.ofProcess());
  }

  /**
   * A decoder that reads wrapped images as well.
   *
   * @param unwrap the wrappings that are opened
   * @param memory what all decoders of a process share
   * @throws IllegalStateException if OpenCV cannot be loaded on this machine
   */
  public ImageDecoder(ImageLimits limits, Set<Wrapping> unwrap, DecodeMemory memory) {
    this.limits = limits;
    this.memory = memory;
    this.unwrapping = new Unwrapping(Set.copyOf(unwrap), limits);
    NativeOpenCv.load();
  }

  /**
   * Decodes and scales one image. Whatever the bytes are, the answer is a value.
   *
   * @param encoded the image's file, read and not kept; null is refused, not an error
   * @param input the size and scaling to deliver
   */
  public Decoded decode(byte[] encoded, InputSpec input) {
    if (encoded == null) {
      return new Refused(RefusalReason.NULL_VALUE, "the value is null; send an encoded image");
    }
    if (encoded.length == 0) {
      return new Refused(RefusalReason.EMPTY, "the value has no bytes; send an encoded image");
    }
    if (encoded.length > limits.maxBytes()) {
      return new Refused(
          RefusalReason.TOO_MANY_BYTES, encoded.length + " bytes, limit " + limits.maxBytes());
    }
    try {
      EncodedBytes bytes = unwrapping.image(EncodedBytes.of(encoded));
      return decode(bytes, ImageFormats.of(bytes), input);
    } catch (RefusedImage refused) {
      return refused.asValue();
    }
  }

  private Pixels decode(EncodedBytes bytes, ImageFormat format, InputSpec input)
      throws RefusedImage {
    try {
      ImageHeader header = format.read(bytes, limits);
      // Scaling before turning leaves little to turn, so the wanted size is turned instead.
      boolean transposes = header.orientation().transposes();
      int width = transposes ? input.height() : input.width();
      int height = transposes ? input.width() : input.height();
      try (Mats mats = new Mats(memory.reserve(DecodeCost.bytes(header, width, height)))) {
        return new Pixels(pixels(header, width, height, mats));
      }
    } catch (RefusedImage refused) {
      throw refused.in(format);
    }
  }

  private static byte[] pixels(ImageHeader header, int width, int height, Mats mats)
      throws RefusedImage {
    try {
      Mat stored = header.codec().decode(width, height, mats);
      Mat scaled = scaled(stored, header, width, height, mats);
      Mat rgb = mats.create();
      Imgproc.cvtColor(header.orientation().upright(scaled, mats), rgb, Imgproc.COLOR_BGR2RGB);
      byte[] pixels = new byte[rgb.rows() * rgb.cols() * rgb.channels()];
      rgb.get(0, 0, pixels);
      return pixels;
    } catch (RefusedImage refused) {
      throw refused;
    } catch (Exception damaged) {
      // Not CvException alone: OpenCV's glue raises C++ exceptions as java.lang.Exception itself.
      throw RefusedImage.corrupt(complaint(damaged));
    }
  }

  /** OpenCV's message without the source file and line before it. */
  private static String complaint(Exception damaged) {
    String message = String.valueOf(damaged.getMessage());
    return "the codec failed: " + message.replaceFirst("(?s)^.*? error: ", "").strip();
  }

  private static Mat scaled(Mat stored, ImageHeader header, int width, int height, Mats mats) {
    if (stored.cols() == width && stored.rows() == height) {
      return stored;
    }
    boolean grows = width > header.width() || height > header.height();
    Mat scaled = mats.create();
    Imgproc.resize(
        stored,
        scaled,
        new Size(width, height),
        0,
        0,
        grows ? Imgproc.INTER_LINEAR : Imgproc.INTER_AREA);
    return scaled;
  }
}
