package io.afterimage.networks.weights;

import io.afterimage.models.inference.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of a safetensors file: eight bytes with the header's length (little-endian), the
 * header in JSON, then the values, without gaps (<a
 * href="https://github.com/huggingface/safetensors#format">the format</a>).
 *
 * @param tensors by name, in the order of their values in the file; F32 as they are, F16 and U8
 *     widened to floats
 * @param metadata the header's {@code __metadata__}, empty where there is none
 */
public record SafetensorsFile(Map<String, Tensor> tensors, Map<String, String> metadata) {

  /** The format's own limit on the header. */
  static final int MAX_HEADER_BYTES = 100_000_000;

  /** Copies the maps; their order stays. */
  public SafetensorsFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads a file whole.
   *
   * @throws MalformedWeightsException naming the file, the tensor and what is wrong
   */
  public static SafetensorsFile read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(in, file.toString());
    }
  }

  /**
   * Reads a stream to its end; does not close it.
   *
   * @param source what error messages call it
   * @throws MalformedWeightsException naming the source, the tensor and what is wrong
   */
  public static SafetensorsFile read(InputStream in, String source) throws IOException {
    SafetensorsHeader header = SafetensorsHeader.parse(headerBytes(in, source), source);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      byte[] bytes = in.readNBytes(entry.bytes());
      if (bytes.length < entry.bytes()) {
        throw new MalformedWeightsException(
            "%s: truncated: tensor %s has %d of its %d bytes"
                .formatted(source, entry.name(), bytes.length, entry.bytes()));
      }
      tensors.put(entry.name(), new Tensor(entry.shape(), entry.type().decode(bytes)));
    }
    if (in.read() >= 0) {
      throw new MalformedWeightsException(
          source + ": bytes follow the last tensor that the header names");
    }
    return new SafetensorsFile(tensors, header.metadata());
  }

  private static byte[] headerBytes(InputStream in, String source) throws IOException {
    byte[] prefix = in.readNBytes(Long.BYTES);
    if (prefix.length < Long.BYTES) {
      throw new MalformedWeightsException(
          "%s: truncated: %d bytes, a header needs at least 8".formatted(source, prefix.length));
    }
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > MAX_HEADER_BYTES) {
      throw new MalformedWeightsException(
          "%s: a header of %s bytes; 2 to %d are allowed, so this is not a safetensors file"
              .formatted(source, Long.toUnsignedString(length), MAX_HEADER_BYTES));
    }
    byte[] header = in.readNBytes((int) length);
    if (header.length < length) {
      throw new MalformedWeightsException(
          "%s: truncated: the header has %d of its %d bytes"
              .formatted(source, header.length, length));
    }
    return header;
  }
}
