package io.afterimage.training.dataset;

import java.io.IOException;
import java.util.Optional;

/**
 * One example before it is read.
 *
 * @param id names it for good: a path below the data set's folder with {@code /} between names, or
 *     a service's image id
 * @param label the class that it shows
 * @param split what it is for
 * @param group of images that belong together, such as frames of one scene; empty: the image stands
 *     for itself
 * @param source gives the encoded image
 */
public record LabelledImage(
    String id, String label, Split split, Optional<String> group, Source source) {

  /** Without a group. */
  public LabelledImage(String id, String label, Split split, Source source) {
    this(id, label, split, Optional.empty(), source);
  }

  /** Where the encoded bytes come from. Thread-safe; may be read more than once. */
  @FunctionalInterface
  public interface Source {

    /** Reads the whole encoded image. */
    byte[] read() throws IOException;
  }

  /** The same image for another purpose. */
  public LabelledImage in(Split other) {
    return new LabelledImage(id, label, other, group, source);
  }

  /** What it belongs to: its group, or itself alone. */
  public String groupOrId() {
    return group.orElse(id);
  }
}
