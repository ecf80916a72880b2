package io.afterimage.images;

import static io.afterimage.images.Fixtures.pixels;
import static io.afterimage.images.Fixtures.read;
import static io.afterimage.images.Fixtures.refusal;
import static io.afterimage.images.RefusalReason.CORRUPT;
import static io.afterimage.images.RefusalReason.EMPTY;
import static io.afterimage.images.RefusalReason.NOT_A_PICTURE;
import static io.afterimage.images.RefusalReason.NULL_VALUE;
import static io.afterimage.images.RefusalReason.TOO_MANY_BYTES;
import static io.afterimage.images.RefusalReason.TOO_MANY_PIXELS;
import static io.afterimage.images.RefusalReason.TRUNCATED;
import static io.afterimage.images.RefusalReason.UNSUPPORTED_FORMAT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.testkit.PngFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRefusalTest {

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  private Decoded.Refused refused(byte[] encoded) {
    return refusal(decoder.decode(encoded, Fixtures.STORED));
  }

  @Test
  void shouldRefuseNullAndEmpty() {
    assertThat(refused(null).reason()).isEqualTo(NULL_VALUE);
    assertThat(refused(new byte[0]).reason()).isEqualTo(EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "<!doctype html><title>404</title>, HTML or XML",
    "no such image, text",
    "BMW is no bitmap, text",
    "%PDF-1.7, a PDF document",
    "{\"error\": 404}, JSON"
  })
  void shouldSayWhatBytesSeemToBeInsteadOfImage(String text, String finding) {
    Decoded.Refused refused = refused(text.getBytes(UTF_8));

    assertThat(refused.reason()).isEqualTo(NOT_A_PICTURE);
    assertThat(refused.detail()).contains(finding);
  }

  @Test
  void shouldShowFirstBytesOfWhatItDoesNotKnow() {
    Decoded.Refused refused = refused(new byte[] {1, 2, (byte) 0xfe});

    assertThat(refused.reason()).isEqualTo(NOT_A_PICTURE);
    assertThat(refused.detail()).contains("01 02 fe");
  }

  @ParameterizedTest
  @CsvSource({"unread.tiff, TIFF", "unread.avif, AVIF"})
  void shouldNameFormatThatIsNotRead(String name, String format) {
    Decoded.Refused refused = refused(read(name));

    assertThat(refused.reason()).isEqualTo(UNSUPPORTED_FORMAT);
    assertThat(refused.detail()).contains(format);
  }

  @ParameterizedTest
  @CsvSource({"heic, HEIC", "mif1, HEIC", "avis, AVIF"})
  void shouldNameFormatOfIsoBrand(String brand, String format) {
    Decoded.Refused refused =
        refused(("\0\0\0\u0018ftyp" + brand + "\0\0\0\0").getBytes(ISO_8859_1));

    assertThat(refused.reason()).isEqualTo(UNSUPPORTED_FORMAT);
    assertThat(refused.detail()).contains(format);
  }

  @Test
  void shouldNameJpegProcessThatIsNotRead() {
    byte[] encoded = read("baseline.jpg");
    int frame = new String(encoded, ISO_8859_1).indexOf("\u00ff\u00c0");
    encoded[frame + 1] = (byte) 0xc3;

    Decoded.Refused refused = refused(encoded);

    assertThat(refused.reason()).isEqualTo(UNSUPPORTED_FORMAT);
    assertThat(refused.detail()).contains("SOF3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline.jpg",
        "with-thumbnail.jpg",
        "large.jpg",
        "rgb.png",
        "large.png",
        "lossy.webp",
        "lossless.webp",
        "lossy-alpha.webp",
        "rgb.bmp",
        "palette.bmp",
        "runs.bmp",
        "plain.gif",
        "interlaced.gif",
        "noise.gif"
      })
  void shouldRefuseCutImageAsTruncated(String name) {
    byte[] whole = read(name);
    for (int tenths = 1; tenths < 10; tenths++) {
      int length = whole.length * tenths / 10;

      Decoded.Refused refused = refused(Arrays.copyOf(whole, length));

      assertThat(refused.reason()).as("%s cut to %d bytes", name, length).isEqualTo(TRUNCATED);
      assertThat(refused.detail()).contains(Integer.toString(length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy.webp", "rgb.bmp"})
  void shouldRefuseImageThatLacksItsLastByte(String name) {
    byte[] whole = read(name);

    assertThat(refused(Arrays.copyOf(whole, whole.length - 1)).reason()).isEqualTo(TRUNCATED);
  }

  @Test
  void shouldRefuseByBytesBeforeLookingInside() {
    Decoded.Refused refused = refused(new byte[20 * 1024 * 1024]);

    assertThat(refused.reason()).isEqualTo(TOO_MANY_BYTES);
    assertThat(refused.detail()).contains("20971520").contains("16777216");
  }

  @Test
  void shouldRefuseDecompressionBombByItsHeader() {
    byte[] bomb = PngFile.bomb(30_000, 30_000);
    assertThat(bomb.length).isLessThan(200_000);

    Decoded.Refused refused = refused(bomb);

    assertThat(refused.reason()).isEqualTo(TOO_MANY_PIXELS);
    assertThat(refused.detail()).contains("30000x30000 = 900000000 pixels, limit 100000000");
  }

  @Test
  void shouldAcceptAtPixelLimitAndRefuseAboveIt() {
    byte[] encoded = read("rgb.png");
    long pixels = 24L * 32;

    Decoded at = new ImageDecoder(new ImageLimits(9999, pixels)).decode(encoded, Fixtures.STORED);
    Decoded above =
        new ImageDecoder(new ImageLimits(9999, pixels - 1)).decode(encoded, Fixtures.STORED);

    assertThat(pixels(at)).hasSize(24 * 32 * 3);
    assertThat(refusal(above).reason()).isEqualTo(TOO_MANY_PIXELS);
  }

  @ParameterizedTest
  @CsvSource({
    "rgb.png, 16, 7fffffff7fffffff, TOO_MANY_PIXELS",
    "rgb.png, 16, ffffffffffffffff, CORRUPT",
    "rgb.png, 16, 0000000000000010, CORRUPT",
    "rgb.png, 33, 7fffffff, TRUNCATED",
    "rgb.png, 33, ffffffff, TRUNCATED",
    "rgb.bmp, 18, ffffff7fffffff7f, TOO_MANY_PIXELS",
    "rgb.bmp, 18, ffffff7f00000080, TOO_MANY_PIXELS",
    "rgb.bmp, 18, ffffffff20000000, CORRUPT",
    "rgb.bmp, 10, ffffffff, TRUNCATED",
    "rgb.bmp, 30, 04000000, UNSUPPORTED_FORMAT",
    "lossy.webp, 4, ffffffff, TRUNCATED",
    "lossy.webp, 16, ffffffff, TRUNCATED",
    "lossy-alpha.webp, 24, ffff0fff0300, TOO_MANY_PIXELS",
    "lossy-alpha.webp, 24, 200000170000, CORRUPT",
    "lossy.webp, 26, ff3fff3f, TOO_MANY_PIXELS",
    "lossless.webp, 21, ffffff0f, TOO_MANY_PIXELS",
    "plain.gif, 6, ffffffff, TOO_MANY_PIXELS"
  })
  void shouldSurviveLyingSizes(String name, int at, String hex, RefusalReason reason) {
    byte[] encoded = read(name);
    byte[] lie = HexFormat.of().parseHex(hex);
    System.arraycopy(lie, 0, encoded, at, lie.length);

    assertThat(refused(encoded).reason()).isEqualTo(reason);
  }

  @Test
  void shouldRefuseJpegOfLyingSize() {
    byte[] encoded = read("baseline.jpg");
    int frame = new String(encoded, ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(encoded).putInt(frame + 5, 0xfff0fff0);

    assertThat(refused(encoded).reason()).isEqualTo(TOO_MANY_PIXELS);
  }

  @Test
  void shouldRefuseProgressiveJpegWithScanAfterScan() {
    byte[] whole = read("progressive.jpg");
    String text = new String(whole, ISO_8859_1);
    byte[] scan = Arrays.copyOfRange(whole, text.lastIndexOf("\u00ff\u00da"), whole.length - 2);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(whole, 0, whole.length - 2);
    for (int i = 0; i < 50; i++) {
      bomb.writeBytes(scan);
    }
    bomb.write(whole, whole.length - 2, 2);

    Decoded.Refused refused =
        refusal(
            new ImageDecoder(new ImageLimits(1 << 20, 1000))
                .decode(bomb.toByteArray(), Fixtures.STORED));

    assertThat(refused.reason()).isEqualTo(TOO_MANY_PIXELS);
    assertThat(refused.detail()).contains("scans");
  }

  @Test
  void shouldRefusePngWithDamagedPixels() {
    byte[] encoded = read("rgb.png");
    encoded[encoded.length / 2] ^= 0x55;

    assertThat(refused(encoded).reason()).isEqualTo(CORRUPT);
  }

  @Test
  void shouldRefuseGifWhoseDataStopsEarly() {
    byte[] encoded = read("plain.gif");
    int frame = new String(encoded, ISO_8859_1).indexOf(",\0\0\0\0 \0");
    ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).putShort(frame + 7, (short) 2400);

    Decoded.Refused refused = refused(encoded);

    assertThat(refused.reason()).isEqualTo(TRUNCATED);
    assertThat(refused.detail()).contains("GIF").contains("last pixel");
  }
}
