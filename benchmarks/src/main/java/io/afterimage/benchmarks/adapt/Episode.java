package io.afterimage.benchmarks.adapt;

import io.afterimage.benchmarks.rig.Load;
import io.afterimage.cli.installation.Installation;
import io.afterimage.cli.publishing.Publishers;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.images.ImageSender;
import io.afterimage.client.images.Pace;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.store.KafkaModelStore;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.training.dataset.LabelledImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.apache.commons.io.file.PathUtils;

/**
 * Tells a story once: broker, stream and trainer in this process, in a folder that goes away with
 * them. For one thread.
 *
 * @param pacing how fast images and labels come
 * @param trainer its options, beside those of the mode
 */
public record Episode(Pacing pacing, Map<String, String> trainer) {

  private static final String STREAM = "adapt";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** No run is asked for within this time: the trainer has taken in what it was given. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  /**
   * How fast it goes.
   *
   * @param rate images a second
   * @param labelled the share of images that are labelled, 0 to 1
   * @param delay from a prediction to its label
   * @param seed of the choice of labelled images
   */
  public record Pacing(double rate, double labelled, Duration delay, long seed) {}

  /**
   * A model with what it was made with.
   *
   * @param lineage of the model
   */
  public record Start(ModelArtifact model, Lineage lineage) {}

  /**
   * What was seen.
   *
   * @param scores what each version is worth, by its name
   */
  record Outcome(Trace trace, Map<String, Double> scores) {}

  /**
   * Tells it.
   *
   * @param score what a version is worth
   */
  Outcome tell(Story story, Mode mode, Start start, ToDoubleFunction<ModelArtifact> score)
      throws IOException {
    Path folder = Files.createTempDirectory("afterimage-adapt");
    Trace trace = new Trace(story.stream());
    Clock clock = Clock.systemUTC();
    try (Installation installation = Installation.start(folder, 0, "");
        People people = new People(installation.target(), trace, clock);
        Onlooker onlooker = new Onlooker(installation.target(), trace, people, clock)) {
      installation.startStream(folder, Map.of("application.id", STREAM, "http.port", "0"));
      Publishers.publish(start.model(), start.lineage(), installation.target());
      installation.awaitReady(LIMIT);
      send(story.known(), installation.target(), people, trace, new Pacing(0, 1, Duration.ZERO, 0));
      Load.until(people::haveSeenAll);
      if (mode.trainer().isPresent()) {
        installation.startTrainer(folder, options(mode.trainer().get()));
        if (!story.known().isEmpty()) {
          awaitSettled(trace);
        }
      }
      send(story.stream(), installation.target(), people, trace, pacing);
      Load.until(
          () -> {
            onlooker.check();
            people.check();
            return trace.answered() == story.stream().size();
          });
      return new Outcome(trace, scores(installation.target(), score));
    } finally {
      PathUtils.deleteDirectory(folder);
    }
  }

  private Map<String, String> options(Map<String, String> ofMode) {
    Map<String, String> options = new HashMap<>(ofMode);
    options.put("application.id", STREAM + "-trainer");
    options.put("watch.application.id", STREAM);
    options.put("http.port", "0");
    options.putAll(trainer);
    return options;
  }

  private static void send(
      List<LabelledImage> images, KafkaTarget target, People people, Trace trace, Pacing pacing)
      throws IOException {
    Random random = new Random(pacing.seed());
    AtomicReference<Exception> failure = new AtomicReference<>();
    Pace pace = new Pace(pacing.rate(), () -> failure.get() != null);
    try (ImageSender sender =
        new ImageSender(target, (id, fault) -> failure.compareAndSet(null, fault))) {
      for (LabelledImage image : images) {
        byte[] encoded = image.source().read();
        pace.await();
        if (random.nextDouble() < pacing.labelled()) {
          people.expect(image.id(), image.label(), pacing.delay());
        }
        trace.sent(image.id(), Instant.now());
        sender.send(Optional.of(image.id()), encoded, Optional.empty(), image.group());
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("an image was not taken by the broker", failure.get());
    }
  }

  /** A run that was asked for has ended, and none was since. */
  private static void awaitSettled(Trace trace) {
    Load.until(
        () ->
            !trace.runs().isEmpty()
                && trace.runs().stream()
                    .allMatch(
                        run ->
                            run.outcome()
                                .filter(end -> end.at().isBefore(Instant.now().minus(SETTLED)))
                                .isPresent()));
  }

  private static Map<String, Double> scores(
      KafkaTarget target, ToDoubleFunction<ModelArtifact> score) {
    Map<String, Double> scores = new LinkedHashMap<>();
    try (ModelStore store =
        KafkaModelStore.forReading(
            target.clients(),
            KafkaModelStore.Settings.of(target.topics().modelArtifacts(), ModelLimits.DEFAULT))) {
      ModelEventReader.readAll(target.clients(), target.topics().modelEvents(), LIMIT)
          .history()
          .forEach(
              version ->
                  scores.put(
                      version.version(),
                      score.applyAsDouble(
                          store.get(version.version(), version.announced().location()))));
    }
    return scores;
  }
}
