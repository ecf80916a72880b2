package io.afterimage.console.system;

import io.afterimage.client.doctor.Finding;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets doctor look, one at a time, and remembers what it found. Thread-safe. */
public final class DoctorVisits {

  private final Supplier<List<Finding>> doctor;
  private final InstantSource clock;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Optional<Visit> latest = Optional.empty();

  /**
   * What was found.
   *
   * @param at when doctor began
   * @param by who asked
   */
  public record Visit(Instant at, String by, List<Finding> findings) {

    /** Copies the list. */
    public Visit {
      findings = List.copyOf(findings);
    }
  }

  /** Asks that doctor, whose look may take many seconds. */
  public DoctorVisits(Supplier<List<Finding>> doctor, InstantSource clock) {
    this.doctor = doctor;
    this.clock = clock;
  }

  /** The last one. */
  Optional<Visit> latest() {
    return latest;
  }

  /** Looks now; empty when it is looking already. */
  Optional<Visit> look(String by) {
    if (!looking.tryLock()) {
      return Optional.empty();
    }
    try {
      Instant began = clock.instant();
      Visit visit = new Visit(began, by, doctor.get());
      latest = Optional.of(visit);
      return latest;
    } finally {
      looking.unlock();
    }
  }
}
