package io.afterimage.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.afterimage.testkit.PngFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Whether decoding stays within what it reserves, by the kernel's count of the most resident memory
 * that this process has had.
 */
@Tag("slow")
class DecodeCostTest {

  private static final int SIDE = 1800;
  private static final InputSpec INPUT = InputSpec.square(160);

  /** What the virtual machine itself may take meanwhile. */
  private static final long NOISE_BYTES = 8 * 1024 * 1024;

  private static final Path PEAK_RESET = Path.of("/proc/self/clear_refs");

  private final DecodeMemory memory = new DecodeMemory(1L << 34);
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT, Set.of(), memory);

  private static long status(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private static byte[] png(int bits, int colourType, int bytesPerPixel) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream rows = new DeflaterOutputStream(data)) {
      byte[] row = new byte[1 + SIDE * bytesPerPixel];
      Arrays.fill(row, 1, row.length, (byte) 0x80);
      for (int y = 0; y < SIDE; y++) {
        rows.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PngFile.of(SIDE, SIDE, bits, colourType, data.toByteArray());
  }

  private static byte[] encoded(String ending, int type, int... settings) {
    Mat image = new Mat(SIDE, SIDE, type, new Scalar(40, 200, 90, 120));
    MatOfByte bytes = new MatOfByte();
    MatOfInt options = new MatOfInt(settings);
    try {
      assertThat(Imgcodecs.imencode(ending, image, bytes, options)).isTrue();
      return bytes.toArray();
    } finally {
      options.release();
      bytes.release();
      image.release();
    }
  }

  private static byte[] image(String kind) {
    return switch (kind) {
      case "png16rgba" -> png(16, 6, 8);
      case "png8rgba" -> png(8, 6, 4);
      case "png16greyalpha" -> png(16, 4, 4);
      case "png16rgb" -> png(16, 2, 6);
      case "png8grey" -> png(8, 0, 1);
      case "jpeg" -> encoded(".jpg", CvType.CV_8UC3);
      case "jpegprogressive" ->
          encoded(
              ".jpg",
              CvType.CV_8UC3,
              Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
              1,
              Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
              Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444);
      case "webp" -> encoded(".webp", CvType.CV_8UC3, Imgcodecs.IMWRITE_WEBP_QUALITY, 50);
      case "webplosslessalpha" ->
          encoded(".webp", CvType.CV_8UC4, Imgcodecs.IMWRITE_WEBP_QUALITY, 101);
      case "bmp" -> encoded(".bmp", CvType.CV_8UC3);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** Reserved bytes per pixel: more would refuse images that could be decoded. */
  @ParameterizedTest
  @CsvSource({
    "png16rgba, 13",
    "png8rgba, 9",
    "png16greyalpha, 13",
    "png16rgb, 4",
    "png8grey, 4",
    "jpeg, 1",
    "jpegprogressive, 8",
    "webp, 9",
    "webplosslessalpha, 13",
    "bmp, 4"
  })
  void shouldReserveWhatDecodingTakesAndNotMuchMore(String kind, long mostPerPixel)
      throws IOException {
    assumeThat(Files.isWritable(PEAK_RESET)).as("the kernel's count can be reset").isTrue();
    NativeOpenCv.load();
    byte[] encoded = image(kind);
    decoder.decode(encoded, INPUT);
    System.gc();
    Files.writeString(PEAK_RESET, "5");
    long before = status("VmRSS:");

    assertThat(decoder.decode(encoded, INPUT)).isInstanceOf(Decoded.Pixels.class);

    long taken = status("VmHWM:") - before;
    long reserved = Math.max(memory.mostUsed(), DecodeMemory.UNCOUNTED_BYTES);
    assertThat(taken).as("taken").isLessThan(reserved + NOISE_BYTES);
    assertThat(reserved).as("reserved").isLessThan(mostPerPixel * SIDE * SIDE + NOISE_BYTES);
    assertThat(memory.used()).isZero();
  }

  @Test
  void shouldReserveNothingForPhotoDecodedAtEighth() {
    NativeOpenCv.load();

    assertThat(decoder.decode(image("jpeg"), INPUT)).isInstanceOf(Decoded.Pixels.class);

    assertThat(memory.mostUsed()).isZero();
  }
}
