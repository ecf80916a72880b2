package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageWarpTest {

  @Test
  void shouldMirrorTurnAndShiftAsPlainNumpyDoes() throws IOException {
    JsonNode fixture = Fixtures.json("picture-warp.json");
    ImageWarp warp = new ImageWarp(fixture.get("height").asInt(), fixture.get("width").asInt());
    byte[] source = fixture.get("rgb").binaryValue();

    for (JsonNode expected : fixture.get("cases")) {
      Variation variation =
          new Variation(
              expected.get("mirrored").asBoolean(),
              expected.get("angle").asDouble(),
              expected.get("right").asDouble(),
              expected.get("down").asDouble());
      assertThat(
              largestDifference(warped(warp, source, variation), expected.get("rgb").binaryValue()))
          .describedAs(variation.toString())
          .isLessThanOrEqualTo(2);
    }
  }

  @Test
  void shouldLeaveAnImageAloneThatIsNotVaried() throws IOException {
    JsonNode fixture = Fixtures.json("picture-warp.json");
    byte[] source = fixture.get("rgb").binaryValue();

    assertThat(warped(new ImageWarp(20, 28), source, new Variation(false, 0, 0, 0)))
        .isEqualTo(source);
  }

  private static byte[] warped(ImageWarp warp, byte[] source, Variation variation) {
    ByteBuffer batch = ByteBuffer.allocateDirect(2 * source.length);
    warp.write(source, variation, batch.slice(source.length, source.length));
    byte[] result = new byte[source.length];
    batch.get(source.length, result);
    return result;
  }

  private static int largestDifference(byte[] actual, byte[] expected) {
    return IntStream.range(0, expected.length)
        .map(i -> Math.abs((actual[i] & 0xff) - (expected[i] & 0xff)))
        .max()
        .orElseThrow();
  }
}
