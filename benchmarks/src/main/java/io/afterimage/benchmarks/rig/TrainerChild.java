package io.afterimage.benchmarks.rig;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.broker.ServiceProcess.Program;
import io.afterimage.config.EnvironmentOptions;
import io.afterimage.trainer.service.Main;
import java.lang.ProcessBuilder.Redirect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The trainer as it is deployed: a process of its own. It trains on command only. */
public final class TrainerChild implements AutoCloseable {

  /** Under which it notes how much feedback it has taken. */
  public static final String INTAKE_GROUP = "trainer-intake";

  private static final int STOP_SECONDS = 60;

  private final ServiceProcess process;

  private TrainerChild(ServiceProcess process) {
    this.process = process;
  }

  /**
   * Starts it; its output goes where this process's goes.
   *
   * @param before what its command line begins with, such as {@code nice -n 19}
   * @param further options other than the defaults
   */
  public static TrainerChild start(
      Installation installation, List<String> before, Map<String, String> further) {
    Map<String, String> options = new HashMap<>();
    options.put("bootstrap.servers", installation.bootstrapServers());
    options.put("application.id", "trainer");
    options.put("state.dir", installation.folder().resolve("trainer").toString());
    options.put("trigger.new.labels", "0");
    options.put("refresh.new.labels", "0");
    options.put("trigger.accuracy.drop", "0");
    options.put("trigger.stability", "0");
    options.putAll(further);
    return new TrainerChild(
        new ServiceProcess(
                new Program(
                    before,
                    List.of("-Xmx768m"),
                    Main.class,
                    EnvironmentOptions.variables(options),
                    Redirect.INHERIT))
            .start());
  }

  /** Memory and processor time. */
  public ProcessFigures figures() {
    return ProcessFigures.of(process.pid());
  }

  @Override
  public void close() {
    try (process) {
      process.terminate(STOP_SECONDS);
    }
  }
}
