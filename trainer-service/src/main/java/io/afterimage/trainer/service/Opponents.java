package io.afterimage.trainer.service;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.validation.ErrorBudget;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a candidate is compared with.
 *
 * @param versions the published versions
 * @param lineages what they were made with
 * @param attempts what was compared with a version before
 * @param hard whether an image's label was asked for because a version was unsure of it
 */
record Opponents(
    Versions versions, KnownLineages lineages, Attempts attempts, Predicate<Example> hard) {

  private static final Logger log = LoggerFactory.getLogger(Opponents.class);

  /** Remembers candidates. */
  @FunctionalInterface
  interface Attempts {

    /** When each candidate began to be made that was compared with a version. */
    List<Instant> against(String version);
  }

  /**
   * A candidate and whom it has to match.
   *
   * @param candidate the candidate
   * @param active the active version, if there is one
   * @param best the best earlier version that is kept, if there is another one
   * @param attempts those before it
   * @param hard whether an image's label was asked for because a version was unsure of it
   */
  record Field(
      Examinee candidate,
      Optional<Examinee> active,
      Optional<Examinee> best,
      Attempts attempts,
      Predicate<Example> hard) {

    /**
     * What is left of the error rate for this candidate.
     *
     * @param whole of a version that nothing has been compared with
     * @param examples all that there are
     */
    ErrorBudget left(ErrorBudget whole, List<Example> examples) {
      return active
          .map(
              version ->
                  whole.after(
                      examples.stream()
                          .filter(version::canBeJudgedBy)
                          .map(Example::labelledAt)
                          .toList(),
                      attempts.against(version.name())))
          .orElse(whole);
    }
  }

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
        lineages.find(
            Stream.of(Optional.of(candidate), active, best)
                .flatMap(Optional::stream)
                .map(model -> model.manifest().sha256())
                .collect(Collectors.toSet()));
    List<Example> all = List.copyOf(examples);
    Learned learned = learned(candidate, known, all);
    return new Field(
        new Examinee(
            "candidate", candidate, learned, alike(made, learned, all), made.outOfFold(), Map.of()),
        active.map(model -> published(model, made, known, all)),
        best.map(model -> published(model, made, known, all)),
        attempts,
        hard);
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
    return new Examinee(
        model.manifest().version(),
        model,
        learned,
        alike(made, learned, examples),
        Map.of(),
        answers);
  }

  /** What was not learned itself, but is a near twin of what was. */
  private static Set<String> alike(Candidate made, Learned learned, List<Example> examples) {
    if (made.twins().isEmpty()) {
      return Set.of();
    }
    List<String> ids = examples.stream().filter(learned::contains).map(Example::id).toList();
    Set<String> alike = made.twins().get().ofAny(ids);
    alike.removeAll(Set.copyOf(ids));
    return alike;
  }

  private static Learned learned(
      ModelArtifact model, Map<String, Lineage> known, List<Example> examples) {
    return Learned.of(Optional.ofNullable(known.get(model.manifest().sha256())), examples);
  }

  /** An old version whose file is lost does not block a candidate. */
  private Optional<ModelArtifact> best() {
    try {
      return versions.bestEarlier();
    } catch (CorruptArtifactException | StoreUnavailableException e) {
      log.atWarn().setCause(e).log("cannot compare with the best earlier version");
      return Optional.empty();
    }
  }
}
