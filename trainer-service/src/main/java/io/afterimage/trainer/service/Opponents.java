package io.afterimage.trainer.service;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.trainer.buffer.Example;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a candidate is compared with.
 *
 * @param versions the published versions
 * @param lineages what they were made with
 * @param rejections how many candidates were rejected while a version was active
 */
record Opponents(Versions versions, LineageStore lineages, ToIntFunction<String> rejections) {

  private static final Logger log = LoggerFactory.getLogger(Opponents.class);

  /**
   * A candidate and whom it has to match.
   *
   * @param candidate the candidate
   * @param active the active version, if there is one
   * @param best the best earlier version that is kept, if there is another one
   * @param attempt which candidate it is that the active version is compared with, from 1
   */
  record Field(
      Examinee candidate, Optional<Examinee> active, Optional<Examinee> best, int attempt) {}

  /**
   * Looks everything up.
   *
   * @throws StoreUnavailableException when active version or lineages cannot be read
   */
  Field against(Candidate made, Collection<Example> examples) {
    ModelArtifact candidate = made.model();
    Optional<ModelArtifact> active = versions.active();
    Optional<ModelArtifact> best = best();
    Map<String, Lineage> known =
        lineages(
            Stream.of(Optional.of(candidate), active, best)
                .flatMap(Optional::stream)
                .map(model -> model.manifest().sha256())
                .collect(Collectors.toSet()));
    List<Example> all = List.copyOf(examples);
    return new Field(
        new Examinee(
            "candidate", candidate, learned(candidate, known, all), made.outOfFold(), Map.of()),
        active.map(model -> published(model, made, known, all)),
        best.map(model -> published(model, made, known, all)),
        1 + active.map(model -> rejections.applyAsInt(model.manifest().version())).orElse(0));
  }

  /** With its answers, where what a refresh saw is what this version sees. */
  private static Examinee published(
      ModelArtifact model, Candidate made, Map<String, Lineage> known, List<Example> examples) {
    Learned learned = learned(model, known, examples);
    Map<String, float[]> answers =
        made.seen()
            .map(
                seen ->
                    seen.answers(
                        model,
                        examples.stream()
                            .filter(example -> !learned.contains(example))
                            .map(Example::id)
                            .toList()))
            .orElse(Map.of());
    return new Examinee(model.manifest().version(), model, learned, Map.of(), answers);
  }

  private static Learned learned(
      ModelArtifact model, Map<String, Lineage> known, List<Example> examples) {
    return Learned.of(Optional.ofNullable(known.get(model.manifest().sha256())), examples);
  }

  private Map<String, Lineage> lineages(Set<String> wanted) {
    Map<String, Lineage> found = new HashMap<>();
    lineages.read(
        (sha256, lineage) -> {
          if (wanted.contains(sha256)) {
            found.put(sha256, lineage);
          }
        });
    return found;
  }

  /** An old version whose file is lost holds nobody up. */
  private Optional<ModelArtifact> best() {
    try {
      return versions.bestEarlier();
    } catch (CorruptArtifactException | StoreUnavailableException e) {
      log.atWarn().setCause(e).log("cannot compare with the best earlier version");
      return Optional.empty();
    }
  }
}
