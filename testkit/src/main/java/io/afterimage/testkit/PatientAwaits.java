package io.afterimage.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets every {@code await()} without a limit of its own wait for minutes, not for Awaitility's ten
 * seconds: on a machine with more work than cores, a process may stand still that long. JUnit finds
 * it on the class path.
 */
public final class PatientAwaits implements LauncherSessionListener {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(LIMIT);
  }
}
