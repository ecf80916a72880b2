package io.afterimage.images;

import io.afterimage.images.Decoded.Pixels;
import java.util.Set;
import java.util.function.Function;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
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

  /** Sees to it that small images lose nothing that one would notice. */
  private static final int JPEG_QUALITY = 90;

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
    try {
      return decode(open(encoded), header -> input, ImageDecoder::pixels);
    } catch (RefusedImage refused) {
      return refused.asValue();
    }
  }

  /**
   * Decodes one image and encodes it anew, so that whoever looks at it gets none of the sender's
   * bytes. The aspect ratio is kept, and it does not grow.
   *
   * @param encoded as in {@link #decode}
   * @param side in pixels, which neither side exceeds
   */
  public Reencoded reencode(byte[] encoded, int side) {
    try {
      return decode(open(encoded), header -> within(side, header), ImageDecoder::jpeg);
    } catch (RefusedImage refused) {
      return new Reencoded.Refused(refused.asValue());
    }
  }

  /** What is made of an image that stands upright, as BGR of the wanted size. */
  private interface Result<T> {
    T of(Mat bgr, ImageHeader header, Mats mats);
  }

  private EncodedBytes open(byte[] encoded) throws RefusedImage {
    if (encoded == null) {
      throw new RefusedImage(RefusalReason.NULL_VALUE, "the value is null; send an encoded image");
    }
    if (encoded.length == 0) {
      throw new RefusedImage(RefusalReason.EMPTY, "the value has no bytes; send an encoded image");
    }
    if (encoded.length > limits.maxBytes()) {
      throw new RefusedImage(
          RefusalReason.TOO_MANY_BYTES, encoded.length + " bytes, limit " + limits.maxBytes());
    }
    return unwrapping.image(EncodedBytes.of(encoded));
  }

  private <T> T decode(EncodedBytes bytes, Function<ImageHeader, InputSpec> size, Result<T> result)
      throws RefusedImage {
    ImageFormat format = ImageFormats.of(bytes);
    try {
      ImageHeader header = format.read(bytes, limits);
      InputSpec wanted = size.apply(header);
      // Scaling before turning leaves little to turn, so the wanted size is turned instead.
      boolean transposes = header.orientation().transposes();
      int width = transposes ? wanted.height() : wanted.width();
      int height = transposes ? wanted.width() : wanted.height();
      try (Mats mats = new Mats(memory.reserve(DecodeCost.bytes(header, width, height)))) {
        return result(header, width, height, mats, result);
      }
    } catch (RefusedImage refused) {
      throw refused.in(format);
    }
  }

  private static <T> T result(
      ImageHeader header, int width, int height, Mats mats, Result<T> result) throws RefusedImage {
    try {
      Mat stored = header.codec().decode(width, height, mats);
      Mat scaled = scaled(stored, header, width, height, mats);
      return result.of(header.orientation().upright(scaled, mats), header, mats);
    } catch (RefusedImage refused) {
      throw refused;
    } catch (Exception damaged) {
      // Not CvException alone: OpenCV's glue raises C++ exceptions as java.lang.Exception itself.
      throw RefusedImage.corrupt(complaint(damaged));
    }
  }

  private static Decoded pixels(Mat bgr, ImageHeader header, Mats mats) {
    Mat rgb = mats.create();
    Imgproc.cvtColor(bgr, rgb, Imgproc.COLOR_BGR2RGB);
    byte[] pixels = new byte[rgb.rows() * rgb.cols() * rgb.channels()];
    rgb.get(0, 0, pixels);
    return new Pixels(pixels);
  }

  private static Reencoded jpeg(Mat bgr, ImageHeader header, Mats mats) {
    MatOfByte encoded = mats.own(new MatOfByte());
    MatOfInt settings = mats.own(new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, JPEG_QUALITY));
    if (!Imgcodecs.imencode(".jpg", bgr, encoded, settings)) {
      throw new IllegalStateException("OpenCV cannot encode JPEG");
    }
    boolean transposes = header.orientation().transposes();
    return new Reencoded.Jpeg(
        encoded.toArray(),
        transposes ? header.height() : header.width(),
        transposes ? header.width() : header.height());
  }

  private static InputSpec within(int side, ImageHeader header) {
    boolean transposes = header.orientation().transposes();
    int width = transposes ? header.height() : header.width();
    int height = transposes ? header.width() : header.height();
    double scale = Math.min(1, (double) side / Math.max(width, height));
    return new InputSpec(
        Math.max(1, (int) Math.round(height * scale)),
        Math.max(1, (int) Math.round(width * scale)),
        InputSpec.Resize.AREA_OR_LINEAR);
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
