package io.afterimage.models;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Which examples a model was made with.
 *
 * @param examples their ids by what they were for: {@code train}, {@code validation}, {@code test}
 */
public record Lineage(Map<String, List<String>> examples) {

  /** No lineage is longer when it is unpacked: some million ids. */
  private static final int LIMIT = 256 << 20;

  /** Copies the ids. */
  public Lineage {
    TreeMap<String, List<String>> copy = new TreeMap<>();
    examples.forEach((use, ids) -> copy.put(use, List.copyOf(ids)));
    examples = Map.copyOf(copy);
  }

  /** How many examples there are. */
  public int size() {
    return examples.values().stream().mapToInt(List::size).sum();
  }

  /** What an example was for; empty when the model never saw it. */
  public Optional<String> use(String id) {
    return examples.entrySet().stream()
        .filter(entry -> entry.getValue().contains(id))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** JSON, compressed by gzip. */
  public byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(EventJson.write(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The way back.
   *
   * @throws CorruptLineageException when it is none
   */
  public static Lineage read(byte[] bytes) {
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] json = zip.readNBytes(LIMIT + 1);
      if (json.length > LIMIT) {
        throw new CorruptLineageException("it is longer than %d bytes".formatted(LIMIT), null);
      }
      return EventJson.read(json, Lineage.class);
    } catch (IOException | MalformedEventException e) {
      throw new CorruptLineageException(e.getMessage(), e);
    }
  }

  /** What was stored is no lineage. */
  public static final class CorruptLineageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CorruptLineageException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
