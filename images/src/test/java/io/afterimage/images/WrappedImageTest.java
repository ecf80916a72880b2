package io.afterimage.images;

import static io.afterimage.images.Fixtures.pixels;
import static io.afterimage.images.Fixtures.refusal;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.images.InputSpec.Resize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that producers wrap: named as what they are, and read where that was asked for. */
class WrappedImageTest {

  private static final InputSpec INPUT = new InputSpec(60, 80, Resize.AREA_OR_LINEAR);
  private static final byte[] PNG = Fixtures.read("rgb.png");

  private static ImageDecoder decoder(String unwrap) {
    return decoder(unwrap, ImageLimits.DEFAULT.maxBytes());
  }

  private static ImageDecoder decoder(String unwrap, int mostBytes) {
    return new ImageDecoder(
        new ImageLimits(mostBytes, ImageLimits.DEFAULT.maxPixels()),
        Wrapping.parse(unwrap),
        DecodeMemory.ofProcess());
  }

  private static Decoded decode(String unwrap, byte[] value) {
    return decoder(unwrap).decode(value, Fixtures.STORED);
  }

  private static byte[] gzip(byte[] inside) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(inside);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] base64(byte[] inside) {
    return Base64.getEncoder().encode(inside);
  }

  private static byte[] framed(byte[] inside) {
    return ByteBuffer.allocate(inside.length + 5).put((byte) 0).putInt(42).put(inside).array();
  }

  private static byte[] multipart(byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(
          "--x7\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n".getBytes(ISO_8859_1));
      body.writeBytes(part);
      body.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    body.writeBytes("--x7--\r\n".getBytes(ISO_8859_1));
    return body.toByteArray();
  }

  private static byte[] json(byte[]... images) {
    StringBuilder text = new StringBuilder("{\"camera\": \"gate 4\", \"frames\": [");
    for (byte[] image : images) {
      text.append("{\"data\": \"").append(new String(base64(image), ISO_8859_1)).append("\"}, ");
    }
    return text.append("null]}").toString().getBytes(UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "value-base64-of-a-jpeg.txt|base64|a JPEG is inside, as base64;",
        "value-data-uri.txt|base64|a JPEG is inside, as base64;",
        "value-json-with-base64.txt|json|a JPEG is inside, as base64 in JSON;",
        "value-confluent-wire-format.bin|confluent|a JPEG is inside, as a schema registry's"
            + " framing;",
        "value-gzip.gz|gzip|a JPEG is inside, as gzip;"
      })
  void shouldNameImageInsideAndReadItWhenAsked(String name, String unwrap, String finding) {
    byte[] value = Fixtures.read("../wrapped/" + name);

    Decoded.Refused refused = refusal(decoder("none").decode(value, INPUT));
    byte[] read = pixels(decoder(unwrap).decode(value, INPUT));

    assertThat(refused.reason()).isEqualTo(RefusalReason.WRAPPED);
    assertThat(refused.detail()).contains(finding).contains("images.unwrap=" + unwrap);
    byte[] reference =
        pixels(decoder("none").decode(Fixtures.read("../wrapped/reference.png"), INPUT));
    Fixtures.assertClose(read, reference, 128, 3);
  }

  @Test
  void shouldReadImageInSeveralWrappings() {
    byte[] value = framed(json(gzip(PNG)));

    assertThat(refusal(decode("confluent,json", value)).detail())
        .contains("a PNG is inside, as gzip in base64 in JSON in a schema registry's framing")
        .contains("images.unwrap=json,confluent,gzip");
    assertThat(pixels(decode("confluent,json,gzip", value))).isEqualTo(pixels(decode("none", PNG)));
  }

  @Test
  void shouldReadBase64OfAnyAlphabetWithLineBreaks() {
    byte[] expected = pixels(decode("none", PNG));

    assertThat(pixels(decode("base64", Base64.getMimeEncoder().encode(PNG)))).isEqualTo(expected);
    assertThat(pixels(decode("base64", Base64.getUrlEncoder().withoutPadding().encode(PNG))))
        .isEqualTo(expected);
  }

  @Test
  void shouldReadImageAmongPartsOfMultipartBody() {
    byte[] value = multipart("a title".getBytes(UTF_8), PNG);

    assertThat(refusal(decode("none", value)).detail()).contains("images.unwrap=multipart");
    assertThat(pixels(decode("multipart", value))).isEqualTo(pixels(decode("none", PNG)));
  }

  @Test
  void shouldRefuseSeveralImagesInOneRecord() {
    assertThat(refusal(decode("json", json(PNG, PNG))).detail())
        .contains("/frames/0/data", "/frames/1/data");
    assertThat(refusal(decode("multipart", multipart(PNG, PNG))).reason())
        .isEqualTo(RefusalReason.UNSUPPORTED_FORMAT);
  }

  @Test
  void shouldNotInflateMoreThanLimit() {
    byte[] bomb = gzip(Arrays.copyOf(PNG, 10_000_000));
    assertThat(bomb.length).isLessThan(100_000);

    Decoded.Refused refused = refusal(decoder("gzip", 100_000).decode(bomb, Fixtures.STORED));

    assertThat(refused.reason()).isEqualTo(RefusalReason.TOO_MANY_BYTES);
    assertThat(refused.detail()).contains("gzip").contains("100000");
  }

  @Test
  void shouldRefuseBytesAboveLimitWhateverIsInside() {
    byte[] value = base64(PNG);

    assertThat(refusal(decoder("base64", value.length - 1).decode(value, Fixtures.STORED)).reason())
        .isEqualTo(RefusalReason.TOO_MANY_BYTES);
  }

  @Test
  void shouldRefuseDamagedWrappings() {
    byte[] cut = Arrays.copyOf(gzip(PNG), 100);
    byte[] text = base64(PNG);
    text[text.length / 2] = '*';

    assertThat(refusal(decode("gzip", cut)).reason()).isEqualTo(RefusalReason.TRUNCATED);
    assertThat(refusal(decode("base64", text)).detail()).contains("base64: byte 2a at");
  }

  @Test
  void shouldSayThatNothingKnownIsInside() {
    Decoded.Refused refused = refusal(decode("gzip", gzip("no image".getBytes(UTF_8))));

    assertThat(refused.reason()).isEqualTo(RefusalReason.NOT_A_PICTURE);
    assertThat(refused.detail()).contains("inside gzip").contains("text");
  }

  @Test
  void shouldStopOpeningLayerAfterLayer() {
    byte[] value = PNG;
    for (int i = 0; i < 6; i++) {
      value = gzip(value);
    }

    assertThat(refusal(decode("gzip", value)).reason()).isEqualTo(RefusalReason.NOT_A_PICTURE);
  }

  @Test
  void shouldSayWhereImageBeginsInValueThatNeedsSchema() {
    byte[] value = framed(new byte[12 + PNG.length]);
    System.arraycopy(PNG, 0, value, 17, PNG.length);

    Decoded.Refused refused = refusal(decode("confluent", value));

    assertThat(refused.reason()).isEqualTo(RefusalReason.WRAPPED);
    assertThat(refused.detail()).contains("a PNG begins at byte 17").contains("schema id 42");
  }

  @Test
  void shouldSayThatBytesWereDestroyedAsText() {
    byte[] mangled = new String(Fixtures.read("baseline.jpg"), UTF_8).getBytes(UTF_8);

    assertThat(refusal(decode("none", mangled)).detail()).contains("converted to text");
  }

  @Test
  void shouldReadListOfWrappings() {
    assertThat(Wrapping.parse("none")).isEmpty();
    assertThat(Wrapping.parse("gzip, base64")).isEqualTo(Set.of(Wrapping.BASE64, Wrapping.GZIP));
    assertThatThrownBy(() -> Wrapping.parse("zip")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldGiveTheImageThatIsInside() {
    assertThat(ImageBytes.unwrapped(base64(PNG), Wrapping.parse("base64"))).hasValue(PNG);
    assertThat(ImageBytes.unwrapped(framed(PNG), Wrapping.parse("confluent"))).hasValue(PNG);
    assertThat(ImageBytes.unwrapped(PNG, Set.of())).hasValue(PNG);
    assertThat(ImageBytes.unwrapped(base64(PNG), Wrapping.parse("gzip"))).isEmpty();
    assertThat(ImageBytes.unwrapped("no image".getBytes(UTF_8), Set.of(Wrapping.values())))
        .isEmpty();
  }
}
