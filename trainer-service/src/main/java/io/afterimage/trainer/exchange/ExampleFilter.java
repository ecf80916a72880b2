package io.afterimage.trainer.exchange;

import io.afterimage.trainer.buffer.Example;
import java.util.Optional;
import java.util.Set;

/**
 * Which examples of a training set are meant: those that match everything that is given.
 *
 * @param ids image ids; empty: whatever the id
 * @param label exactly as the training set has it
 * @param labelledBy who gave the label; {@link FolderLoad#LABELLED_BY} for what was loaded
 */
public record ExampleFilter(Set<String> ids, Optional<String> label, Optional<String> labelledBy) {

  /** Copies the set, and refuses to mean everything. */
  public ExampleFilter {
    ids = Set.copyOf(ids);
    if (ids.isEmpty() && label.isEmpty() && labelledBy.isEmpty()) {
      throw new IllegalArgumentException("say which examples: by id, label or source");
    }
  }

  /** Whether the example is meant. */
  public boolean matches(Example example) {
    return (ids.isEmpty() || ids.contains(example.id()))
        && label.map(example.label()::equals).orElse(true)
        && labelledBy.map(by -> example.labelledBy().filter(by::equals).isPresent()).orElse(true);
  }
}
