package io.afterimage.networks.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, checked: the entries follow each other without gap or overlap.
 *
 * @param entries in the order of their values
 * @param metadata the header's {@code __metadata__}
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {

  static final String METADATA = "__metadata__";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /** One tensor: its values are the bytes from {@code begin} (inclusive) to {@code end}. */
  record Entry(String name, SafetensorsType type, long[] shape, long begin, long end) {

    int bytes() {
      return Math.toIntExact(end - begin);
    }
  }

  static SafetensorsHeader parse(byte[] json, String source) {
    JsonNode root = tree(json, source);
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    root.properties()
        .forEach(
            field -> {
              if (field.getKey().equals(METADATA)) {
                field
                    .getValue()
                    .properties()
                    .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
              } else {
                entries.add(entry(field.getKey(), field.getValue(), source));
              }
            });
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkContiguous(entries, source);
    return new SafetensorsHeader(entries, metadata);
  }

  private static JsonNode tree(byte[] json, String source) {
    try {
      JsonNode root = JSON.readTree(json);
      if (!root.isObject()) {
        throw new MalformedWeightsException(source + ": the header is not a JSON object");
      }
      return root;
    } catch (IOException e) {
      throw new MalformedWeightsException(source + ": the header is not valid JSON", e);
    }
  }

  private static Entry entry(String name, JsonNode node, String source) {
    SafetensorsType type =
        SafetensorsType.named(node.path("dtype").asText())
            .orElseThrow(
                () ->
                    new MalformedWeightsException(
                        "%s: tensor %s has dtype %s; F32, F16 and U8 are read"
                            .formatted(source, name, node.path("dtype"))));
    long[] shape = integers(node.path("shape"), name + ".shape", source);
    long[] offsets = integers(node.path("data_offsets"), name + ".data_offsets", source);
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw new MalformedWeightsException(
          "%s: tensor %s has data_offsets %s; a begin and an end are needed"
              .formatted(source, name, node.path("data_offsets")));
    }
    long bytes = offsets[1] - offsets[0];
    if (bytes > Integer.MAX_VALUE - 8 || bytes != byteCount(shape, type)) {
      throw new MalformedWeightsException(
          "%s: tensor %s of shape %s and dtype %s does not fill its %d bytes"
              .formatted(source, name, node.path("shape"), type, bytes));
    }
    return new Entry(name, type, shape, offsets[0], offsets[1]);
  }

  private static long[] integers(JsonNode node, String what, String source) {
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = node.get(i);
      if (value == null || !value.canConvertToLong() || value.asLong() < 0) {
        throw new MalformedWeightsException(
            "%s: %s is %s; whole numbers from 0 are needed".formatted(source, what, node));
      }
      values[i] = value.asLong();
    }
    if (!node.isArray()) {
      throw new MalformedWeightsException("%s: %s is not an array".formatted(source, what));
    }
    return values;
  }

  private static long byteCount(long[] shape, SafetensorsType type) {
    long count = type.bytes();
    for (long dimension : shape) {
      if (dimension != 0 && count > Long.MAX_VALUE / dimension) {
        return Long.MAX_VALUE;
      }
      count *= dimension;
    }
    return count;
  }

  private static void checkContiguous(List<Entry> entries, String source) {
    long expected = 0;
    String previous = "the header";
    for (Entry entry : entries) {
      if (entry.begin() != expected) {
        throw new MalformedWeightsException(
            "%s: tensor %s begins at offset %d and %s ends at %d: values may neither overlap nor leave gaps"
                .formatted(source, entry.name(), entry.begin(), previous, expected));
      }
      expected = entry.end();
      previous = entry.name();
    }
  }
}
