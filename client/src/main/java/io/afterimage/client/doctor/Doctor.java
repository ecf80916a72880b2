package io.afterimage.client.doctor;

import io.afterimage.client.KafkaTarget;
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
    findings.addAll(
        examineKafka(plan.target(), Optional.of(plan), plan.modelStore().isEmpty(), clock));
    return findings;
  }

  /**
   * What can be told from any machine: broker, topics, models in Kafka, timestamps.
   *
   * @param target which Kafka
   */
  public static List<Finding> examineKafka(KafkaTarget target, InstantSource clock) {
    return examineKafka(target, Optional.empty(), true, clock);
  }

  private static List<Finding> examineKafka(
      KafkaTarget target, Optional<Plan> plan, boolean storesInKafka, InstantSource clock) {
    List<Finding> findings = new ArrayList<>();
    BrokerCheck broker = BrokerCheck.of(target);
    findings.add(broker.finding());
    Optional<Admin> admin = broker.admin();
    if (admin.isPresent()) {
      try (Admin open = admin.get()) {
        TopicsCheck topics = new TopicsCheck(open, target, plan);
        findings.addAll(topics.findings());
        plan.ifPresent(needs -> findings.addAll(RightsCheck.of(open, needs, topics.missing())));
        if (storesInKafka) {
          findings.add(StoreCheck.ofKafka(target));
        }
        findings.add(ClockCheck.of(open, topics.present(), clock));
      }
    }
    return findings;
  }
}
