package io.afterimage.benchmarks.peers;

import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.ProcessFigures;
import io.afterimage.broker.ServiceProcess;
import io.afterimage.broker.ServiceProcess.Program;
import io.afterimage.config.EnvironmentOptions;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A way to classify the images of a topic: one or more processes that share a group. */
public enum Peer {
  /** The stream with its defaults, as a process, with the launcher's choice of compiler. */
  AFTERIMAGE("afterimage", "exactly once"),
  /** {@link NaiveStream}. */
  NAIVE("naive Kafka Streams", "exactly once"),
  /** {@code consumer.py}, a process for each core. */
  PYTHON("Python consumer", "exactly once"),
  /** The same without transactions. */
  PYTHON_AT_LEAST_ONCE("Python consumer", "at least once"),
  /** {@code quix.py}, a process for each core. */
  QUIXSTREAMS("quixstreams", "exactly once");

  private static final int STOP_SECONDS = 30;

  private static final String HEAP = "-Xmx512m";

  private final String title;
  private final String guarantee;

  Peer(String title, String guarantee) {
    this.title = title;
    this.guarantee = guarantee;
  }

  /** What it is called in the tables. */
  public String title() {
    return title;
  }

  /** What it promises. */
  public String guarantee() {
    return guarantee;
  }

  /** What all of them serve. */
  public record Job(
      Installation installation, PythonEnvironment python, Path graph, List<String> labels) {

    /** Copies the labels. */
    public Job {
      labels = List.copyOf(labels);
    }
  }

  /** Processes that run. */
  public static final class Running implements AutoCloseable {

    private final List<ProcessHandle> processes;

    private Running(List<ProcessHandle> processes) {
      this.processes = processes;
    }

    /** Seconds on processors so far, with those of child processes. */
    public double cpuSeconds() {
      return figures().mapToDouble(ProcessFigures::cpuSeconds).sum();
    }

    /** The most memory that each has had, added up, in MiB. */
    public double peakMiB() {
      return figures().mapToDouble(ProcessFigures::peakMiB).sum();
    }

    private Stream<ProcessFigures> figures() {
      return processes.stream()
          .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
          .map(process -> ProcessFigures.of(process.pid()));
    }

    @Override
    public void close() {
      processes.forEach(ProcessHandle::destroy);
      for (ProcessHandle process : processes) {
        try {
          process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          process.destroyForcibly();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Starts it with a group of its own, which reads the images from their start. */
  public Running start(Job job, String group) {
    Installation installation = job.installation();
    String labels = String.join(",", job.labels());
    Path state = installation.folder().resolve("peer-" + group);
    return switch (this) {
      case AFTERIMAGE ->
          java(
              io.afterimage.stream.Main.class,
              List.of(HEAP, "-XX:TieredStopAtLevel=1"),
              EnvironmentOptions.variables(installation.options(group, "peer", 0, Map.of())));
      case NAIVE ->
          java(
              Main.class,
              List.of(HEAP),
              Map.of(
                  NaiveStream.BOOTSTRAP, installation.bootstrapServers(),
                  NaiveStream.GROUP, group,
                  NaiveStream.GRAPH, job.graph().toString(),
                  NaiveStream.LABELS, labels,
                  NaiveStream.STATE, state.toString()));
      case PYTHON -> python(job, "consumer.py", group, labels, "--exactly-once");
      case PYTHON_AT_LEAST_ONCE -> python(job, "consumer.py", group, labels);
      case QUIXSTREAMS -> python(job, "quix.py", group, labels, "--state", state.toString());
    };
  }

  private static Running java(Class<?> main, List<String> jvm, Map<String, String> environment) {
    ServiceProcess process =
        new ServiceProcess(new Program(List.of(), jvm, main, environment, Redirect.INHERIT))
            .start();
    return new Running(List.of(ProcessHandle.of(process.pid()).orElseThrow()));
  }

  private static Running python(
      Job job, String script, String group, String labels, String... further) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--bootstrap",
                job.installation().bootstrapServers(),
                "--group",
                group,
                "--graph",
                job.graph().toString(),
                "--labels",
                labels));
    arguments.addAll(List.of(further));
    List<ProcessHandle> processes = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      processes.add(job.python().start(script, arguments).toHandle());
    }
    return new Running(processes);
  }
}
