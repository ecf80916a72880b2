package io.afterimage.models;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Which examples a model was made with.
 *
 * @param examples their ids by what they were for: {@code train}, {@code validation}, {@code test}
 * @param learnedImages SHA-256 of the encoded images in {@code train}, in lower-case hexadecimal:
 *     the same image may come again under another id; empty where an earlier release wrote it
 * @param labels which of their labels look wrong; empty where nobody looked
 */
public record Lineage(
    Map<String, List<String>> examples,
    Optional<Set<String>> learnedImages,
    Optional<LabelReview> labels) {

  /** What weights were fitted to. */
  public static final String TRAIN = "train";

  /** No lineage is longer when it is unpacked: some million ids. */
  private static final int LIMIT = 256 << 20;

  /** Copies the ids and the digests. */
  public Lineage {
    TreeMap<String, List<String>> copy = new TreeMap<>();
    examples.forEach((use, ids) -> copy.put(use, List.copyOf(ids)));
    examples = Map.copyOf(copy);
    learnedImages =
        learnedImages.map(digests -> Collections.unmodifiableSet(new TreeSet<>(digests)));
  }

  /** Without the images' digests. */
  public Lineage(Map<String, List<String>> examples) {
    this(examples, Optional.empty());
  }

  /** Without a review of the labels. */
  public Lineage(Map<String, List<String>> examples, Optional<Set<String>> learnedImages) {
    this(examples, learnedImages, Optional.empty());
  }

  /** The ids of the examples that weights were fitted to. */
  public List<String> learned() {
    return examples.getOrDefault(TRAIN, List.of());
  }

  /** The same with the digests of the images that weights were fitted to. */
  public Lineage withLearnedImages(Set<String> digests) {
    return new Lineage(examples, Optional.of(digests), labels);
  }

  /** The same with what the run thought of the labels. */
  public Lineage withLabels(Optional<LabelReview> review) {
    return new Lineage(examples, learnedImages, review);
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
