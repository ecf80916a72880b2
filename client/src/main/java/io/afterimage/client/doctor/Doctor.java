package io.afterimage.client.doctor;

import io.afterimage.images.memory.MemoryPlan;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * Looks at everything that a service needs. What needs the broker is left out when none answers.
 */
public final class Doctor {

  private Doctor() {}

  /** Everything that was found, in the order in which a service would meet it. */
  public static List<Finding> examine(Plan plan, InstantSource clock) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(LibraryCheck.of(plan.libraries(), plan.device()));
    findings.add(MemoryCheck.of(MemoryPlan.ofProcess(), plan.load()));
    plan.modelStore().ifPresent(folder -> findings.add(StoreCheck.ofFolder(folder)));
    findings.addAll(examineKafka(plan, clock));
    return findings;
  }

  /** What can be told from any machine: broker, topics, rights, models in Kafka, timestamps. */
  public static List<Finding> examineKafka(Plan plan, InstantSource clock) {
    List<Finding> findings = new ArrayList<>();
    BrokerCheck broker = BrokerCheck.of(plan.target());
    findings.add(broker.finding());
    Optional<Admin> admin = broker.admin();
    if (admin.isPresent()) {
      try (Admin open = admin.get()) {
        TopicsCheck topics = new TopicsCheck(open, plan);
        findings.addAll(topics.findings());
        findings.addAll(RightsCheck.of(open, plan, topics.missing()));
        if (plan.modelStore().isEmpty()) {
          findings.add(StoreCheck.ofKafka(plan.target()));
        }
        findings.add(ClockCheck.of(open, topics.present(), clock));
      }
    }
    return findings;
  }
}
