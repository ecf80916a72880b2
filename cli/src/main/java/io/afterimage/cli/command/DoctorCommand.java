package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.options.ServiceOptions;
import io.afterimage.cli.terminal.Style;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.doctor.Doctor;
import io.afterimage.client.doctor.Finding;
import io.afterimage.client.doctor.Finding.Level;
import io.afterimage.client.doctor.Plan;
import io.afterimage.console.ConsoleConfig;
import io.afterimage.console.ConsoleNeeds;
import io.afterimage.images.NativeOpenCv;
import io.afterimage.kafka.rights.Right;
import io.afterimage.kafka.rights.Rights;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.Engines;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.ServingConfig;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamGroup;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerGroups;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks whether a service could run here. */
@Command(
    name = "doctor",
    description = {
      "Check that a service has everything it needs, and suggest fixes.",
      "Checks native libraries, device, memory, model store, broker, topics, partitions,"
          + " permissions, clock.",
      "Run it with the service's own configuration and as the service's user. Nothing is changed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage doctor --bootstrap kafka:9092",
      "  afterimage doctor --service trainer --config trainer.properties --kafka-config"
          + " tls.properties",
      "",
      "Exit code 1 when there is a problem, 2 when the configuration is wrong."
    })
final class DoctorCommand implements Callable<Integer> {

  /** Whose needs are looked at. */
  enum Service {
    /** The stream's. */
    STREAM,
    /** The trainer's. */
    TRAINER,
    /** The console's. */
    CONSOLE
  }

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = "stream",
      description = "Service to check: stream, trainer or console.")
  private Service service;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Expected partitions of the topics keyed by image. Default: any number, the same for"
              + " all.")
  private Optional<Integer> partitions;

  @Mixin private ServiceOptions given;

  DoctorCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<Finding> findings = Doctor.examine(plan(), InstantSource.system());
    Terminal terminal = context.terminal();
    findings.forEach(finding -> print(finding, terminal));
    long problems = findings.stream().filter(found -> found.level() == Level.PROBLEM).count();
    terminal.print(
        problems == 0
            ? "nothing to fix"
            : problems == 1 ? "1 problem" : "%d problems".formatted(problems));
    return problems == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static void print(Finding finding, Terminal terminal) {
    Style style = terminal.style();
    String mark =
        switch (finding.level()) {
          case GOOD -> style.good("good   ");
          case NOTE -> style.strong("note   ");
          case PROBLEM -> style.bad("problem");
        };
    terminal.tell("%s  %s: %s".formatted(mark, finding.subject(), finding.what()));
    if (!finding.mend().isEmpty()) {
      terminal.tell("         " + finding.mend());
    }
  }

  private Plan plan() {
    Map<String, String> options = options();
    if (service == Service.STREAM) {
      StreamConfig stream = StreamConfig.from(options);
      boolean mxnet = stream.serving().engine() == ServingConfig.Engine.MXNET;
      return plan(
          () ->
              Rights.stream(kafka.target(context.environment()).topics(), StreamGroup.find(stream)),
          stream.models().folder(),
          stream.serving().device(),
          mxnet,
          new Plan.Load(
              stream.serving().batching().workers(), stream.serving().decoding().memoryBytes()));
    }
    if (service == Service.CONSOLE) {
      return ConsoleNeeds.plan(
          kafka.target(context.environment()),
          ConsoleConfig.from(options).live().streamGroup(),
          partitions);
    }
    TrainerConfig trainer = TrainerConfig.from(options);
    return plan(
        () -> trainerRights(trainer, TrainerGroups.find(trainer)),
        trainer.models().store().folder(),
        trainer.training().device(),
        true,
        new Plan.Load(trainer.training().threads(), trainer.examples().decoding().memoryBytes()));
  }

  private List<Right> trainerRights(TrainerConfig trainer, TrainerGroups groups) {
    TopicNames topics = kafka.target(context.environment()).topics();
    List<Right> rights =
        new ArrayList<>(
            Rights.trainer(
                topics,
                groups.control(),
                trainer.replica().publisherId(),
                groups.watched().orElse(groups.control())));
    if (trainer.notifications().isOn()) {
      rights.addAll(Rights.notifications(topics, groups.control()));
    }
    return rights;
  }

  private Plan plan(
      Supplier<List<Right>> rights,
      Optional<Path> modelStore,
      Device device,
      boolean mxnet,
      Plan.Load load) {
    List<Plan.Library> libraries = new ArrayList<>();
    libraries.add(new Plan.Library("OpenCV", NativeOpenCv::load));
    libraries.add(new Plan.Library("ONNX Runtime", () -> Engines.get(Engines.ONNX_RUNTIME)));
    if (mxnet) {
      libraries.add(new Plan.Library("MXNet", () -> Engines.get(Engines.MXNET)));
    }
    return new Plan(
        service == Service.STREAM ? "stream" : "trainer",
        kafka.target(context.environment()),
        rights,
        partitions,
        modelStore,
        libraries,
        device,
        load);
  }

  private Map<String, String> options() {
    return given.merged(kafka, context.environment(), Map.of());
  }
}
