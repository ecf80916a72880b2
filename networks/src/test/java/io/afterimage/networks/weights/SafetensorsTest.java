package io.afterimage.networks.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.inference.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

  @Test
  void shouldReadWhatItWrote(@TempDir Path folder) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", new Tensor(new long[] {2, 1}, new float[] {1.5f, Float.MIN_VALUE}));
    tensors.put("a", new Tensor(new long[] {}, new float[] {-0f}));
    tensors.put("empty", new Tensor(new long[] {0, 3}, new float[0]));

    Safetensors.write(tensors, folder.resolve("weights.safetensors"));
    SafetensorsFile read = SafetensorsFile.read(folder.resolve("weights.safetensors"));

    assertThat(read.tensors().keySet()).containsExactly("z", "a", "empty");
    tensors.forEach(
        (name, tensor) -> {
          assertThat(read.tensors().get(name).shape()).isEqualTo(tensor.shape());
          assertThat(read.tensors().get(name).values()).isEqualTo(tensor.values());
        });
    assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
  }

  @Test
  void shouldAlignTheValuesToEightBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(Map.of("t", new Tensor(new long[] {1}, new float[] {1})), out);

    assertThat((out.size() - Float.BYTES) % 8).isZero();
  }

  @Test
  void shouldReadMetadataHalvesAndBytes() throws IOException {
    SafetensorsFile file =
        read(
            """
            {"__metadata__":{"format":"pt"},
             "h":{"dtype":"F16","shape":[5],"data_offsets":[0,10]},
             "b":{"dtype":"U8","shape":[2],"data_offsets":[10,12]}}\
            """,
            0x00,
            0x3c,
            0x00,
            0xc1,
            0x01,
            0x00,
            0x00,
            0x7c,
            0xff,
            0x7b,
            0,
            255);

    assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
    assertThat(file.tensors().get("h").values())
        .containsExactly(1f, -2.5f, 0x1p-24f, Float.POSITIVE_INFINITY, 65504f);
    assertThat(file.tensors().get("b").values()).containsExactly(0f, 255f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} "
            + "| truncated: tensor t has 4 of its 8 bytes",
        "{\"t\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}} "
            + "| tensor t has dtype \"BF16\"; F32, F16 and U8 are read",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} "
            + "| tensor t of shape [2] and dtype F32 does not fill its 4 bytes",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}} "
            + "| does not fill its 0 bytes",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
            + "\"u\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}} "
            + "| tensor u begins at offset 2 and t ends at 3",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[3,4]}} "
            + "| tensor t begins at offset 3 and the header ends at 0",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}} "
            + "| bytes follow the last tensor",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,4]}} "
            + "| t.shape is [-1]; whole numbers from 0 are needed",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,0]}} "
            + "| tensor t has data_offsets [4,0]; a begin and an end are needed",
        "{\"t\":{\"dtype\":\"U8\",\"shape\":4,\"data_offsets\":[0,4]}} | t.shape is not an array",
        "[] | the header is not a JSON object",
        "{\"t\": | the header is not valid JSON",
      })
  void shouldSayWhatIsWrong(String header, String message) {
    assertThatThrownBy(() -> read(header, 1, 2, 3, 4))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageStartingWith("test: ")
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseAHeaderThatIsTooLong() {
    assertThatThrownBy(() -> read(file(SafetensorsFile.MAX_HEADER_BYTES + 1L, "{}")))
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("a header of 100000001 bytes; 2 to 100000000 are allowed");
    assertThatThrownBy(() -> read(file(-1, "{}")))
        .hasMessageContaining("a header of 18446744073709551615 bytes");
  }

  @Test
  void shouldRefuseAFileThatEndsInItsHeader() {
    assertThatThrownBy(() -> read(file(100, "{}")))
        .hasMessageContaining("truncated: the header has 2 of its 100 bytes");
    assertThatThrownBy(() -> read(new byte[] {1, 2, 3})).hasMessageContaining("truncated: 3 bytes");
  }

  private static SafetensorsFile read(String header, int... values) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file(header.getBytes(StandardCharsets.UTF_8).length, header));
    for (int value : values) {
      out.write(value);
    }
    return read(out.toByteArray());
  }

  private static byte[] file(long headerLength, String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .put(json)
        .array();
  }

  private static SafetensorsFile read(byte[] bytes) throws IOException {
    return SafetensorsFile.read(new ByteArrayInputStream(bytes), "test");
  }
}
