package io.afterimage.cli.demo;

import io.afterimage.cli.installation.Installation;
import io.afterimage.cli.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.io.file.PathUtils;

/**
 * A demonstration from its start to its end: broker, stream and trainer in this process, the
 * scenario, and, if wanted, everything left running for the user. Used by one thread.
 */
public final class Demo implements AutoCloseable {

  /** Labels of each class that are there from the start. */
  static final int FEW_PER_CLASS = 5;

  private static final Duration READY = Duration.ofMinutes(3);

  private final DemoOptions options;
  private final Terminal terminal;
  private final CompletableFuture<?> stop;
  private final Path data;
  private final DemoImages images;
  private final Installation installation;
  private int httpPort;
  private int trainerPort;

  private Demo(DemoOptions options, Terminal terminal, CompletableFuture<?> stop, Path data) {
    this.options = options;
    this.terminal = terminal;
    this.stop = stop;
    this.data = data;
    this.images =
        options
            .images()
            .map(folder -> DemoImages.in(folder, FEW_PER_CLASS))
            .orElseGet(() -> DemoImages.shipped(shippedImages(), FEW_PER_CLASS));
    this.installation = Installation.start(data, options.port(), "");
    try {
      installation
          .startConsole(
              options.console(),
              DemoTraining.consoleOptions(
                  DemoScenario.fewLabels(images), DemoScenario.manyLabels(images)))
          .ifPresent(address -> terminal.say("console at " + address + ", to watch in a browser"));
    } catch (RuntimeException | Error e) {
      installation.close();
      throw e;
    }
  }

  /**
   * Starts the broker and the console.
   *
   * @param stop ends everything early when it completes
   */
  public static Demo start(DemoOptions options, Terminal terminal, CompletableFuture<?> stop) {
    Path data = options.data().orElseGet(Demo::temporary);
    try {
      Files.createDirectories(data);
      Demo demo = new Demo(options, terminal, stop, data);
      terminal.say(
          "broker at %s, its data in %s"
              .formatted(demo.installation.target().bootstrapServers(), data));
      return demo;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder " + data, e);
    } catch (RuntimeException | Error e) {
      if (options.data().isEmpty()) {
        delete(data);
      }
      throw e;
    }
  }

  /**
   * Runs the scenario.
   *
   * @throws java.util.concurrent.CancellationException when it was stopped
   */
  public DemoReport run() {
    httpPort =
        installation.startStream(
            data,
            Map.of(
                "application.id",
                DemoTraining.STREAM,
                "http.port",
                Integer.toString(options.httpPort())));
    terminal.say("stream started; it waits for a first model");
    DemoScenario scenario =
        new DemoScenario(installation.target(), images, options.rate(), terminal, ending());
    scenario.publishFirst();
    installation.awaitReady(READY);
    trainerPort =
        installation.startTrainer(
            data,
            DemoTraining.trainerOptions(
                scenario.fewLabels(), scenario.manyLabels(), options.trainerHttpPort()));
    return scenario.stream();
  }

  /**
   * Leaves everything running, with hints, until it is stopped.
   *
   * @param newest the version that serves
   */
  public void stay(String newest) {
    String bootstrap = installation.target().bootstrapServers();
    List.of(
            "",
            "Everything keeps running until Ctrl-C. In another terminal:",
            "  export AFTERIMAGE_BOOTSTRAP_SERVERS=" + bootstrap,
            "  afterimage control status",
            "  afterimage control retrain --refresh",
            "  afterimage control retrain --frozen-epochs 3 --fine-tune-epochs 0 --reason 'a quick"
                + " look'",
            "  afterimage control cancel",
            "  afterimage control rollback %s --reason 'to see it'".formatted(newest),
            "  afterimage models",
            "  afterimage produce FILE && afterimage label FILE CLASS",
            "  afterimage predictions",
            "  afterimage training-set export looked-at/",
            "  kcat -b %s -t images -P -k mine FILE".formatted(bootstrap),
            "  kcat -b %s -t predictions -C -e -q -f '%%k %%s\\n' | tail -3".formatted(bootstrap),
            "  kcat -b %s -t control-replies -C -e -q -f '%%k %%s\\n' | tail -3"
                .formatted(bootstrap),
            "  kcat -b %s -t dead-letters -C -e -q -f '%%k %%h\\n'".formatted(bootstrap),
            "  curl -s http://localhost:%d/metrics | grep afterimage_".formatted(httpPort),
            "  curl -s http://localhost:%d/metrics | grep afterimage_".formatted(trainerPort))
        .forEach(terminal::say);
    if (options.images().isEmpty()) {
      terminal.say("The images lie in " + shippedImages());
    }
    ending().join();
  }

  @Override
  public void close() {
    installation.close();
    if (options.data().isEmpty()) {
      delete(data);
    }
  }

  private CompletableFuture<Object> ending() {
    return CompletableFuture.anyOf(stop, installation.ended());
  }

  private Path shippedImages() {
    return data.resolve("pictures");
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("afterimage-demo-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder", e);
    }
  }

  private static void delete(Path folder) {
    try {
      PathUtils.deleteDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
