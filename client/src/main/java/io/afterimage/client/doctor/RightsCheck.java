package io.afterimage.client.doctor;

import io.afterimage.client.doctor.Finding.Level;
import io.afterimage.kafka.rights.Right;
import io.afterimage.kafka.topics.StartException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Whether the broker lets this user do what the service does. Nothing is changed: topics and groups
 * are asked what is allowed, of the others the mildest request is made.
 */
final class RightsCheck {

  private static final String PROBE = "doctor";

  private RightsCheck() {}

  static List<Finding> of(Admin admin, Plan plan, Set<String> missing) {
    List<Right> rights;
    try {
      rights = plan.rights().get();
    } catch (StartException e) {
      return List.of(
          Finding.problem("group", e.getMessage(), "give each pipeline its own application.id"));
    }
    List<Finding> findings = new ArrayList<>();
    for (Right right : rights) {
      if (!(right.type() == ResourceType.TOPIC && missing.contains(right.name()))) {
        Set<AclOperation> lacking = lacking(admin, right);
        if (!lacking.isEmpty()) {
          findings.addAll(findings(plan.service(), right, lacking));
        }
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.good("rights", "all that the %s needs".formatted(plan.service())))
        : findings;
  }

  /** Those that the service needs; none where it would not start in its group. */
  static List<Right> rights(Plan plan) {
    try {
      return plan.rights().get();
    } catch (StartException e) {
      return List.of();
    }
  }

  /** A service starts without looking at settings as well. */
  private static List<Finding> findings(String service, Right right, Set<AclOperation> lacking) {
    Set<AclOperation> needed = new TreeSet<>(lacking);
    if (right.prefixed() || !needed.remove(AclOperation.DESCRIBE_CONFIGS)) {
      return List.of(finding(Level.PROBLEM, service, right, lacking));
    }
    Finding looking = finding(Level.NOTE, service, right, Set.of(AclOperation.DESCRIBE_CONFIGS));
    return needed.isEmpty()
        ? List.of(looking)
        : List.of(finding(Level.PROBLEM, service, right, needed), looking);
  }

  private static Finding finding(
      Level level, String service, Right right, Set<AclOperation> lacking) {
    String resource = right.type().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String operations =
        String.join(" ", lacking.stream().map(one -> "--operation " + spoken(one)).toList());
    return new Finding(
        "rights",
        level,
        "the %s may not %s %s '%s'%s"
            .formatted(
                service,
                String.join(", ", lacking.stream().map(RightsCheck::spoken).toList()),
                resource,
                right.name(),
                right.prefixed() ? " and what begins so" : ""),
        "kafka-acls.sh --add --allow-principal User:NAME %s --%s '%s'%s (docs/security.md)"
            .formatted(
                operations,
                resource,
                right.name(),
                right.prefixed() ? " --resource-pattern-type prefixed" : ""));
  }

  private static String spoken(AclOperation operation) {
    String[] words = operation.name().split("_", -1);
    StringBuilder spoken = new StringBuilder();
    for (String word : words) {
      spoken.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return spoken.toString();
  }

  private static Set<AclOperation> lacking(Admin admin, Right right) {
    return switch (right.type()) {
      case TOPIC -> right.prefixed() ? lackingCreation(admin, right) : lackingOfTopic(admin, right);
      case GROUP -> lackingOfGroup(admin, right);
      case TRANSACTIONAL_ID -> {
        String id = right.prefixed() ? right.name() + PROBE : right.name();
        yield refused(admin.describeTransactions(List.of(id)).description(id))
            ? right.operations()
            : Set.of();
      }
      default -> Set.of();
    };
  }

  private static Set<AclOperation> lackingOfTopic(Admin admin, Right right) {
    KafkaFuture<Set<AclOperation>> allowed =
        admin
            .describeTopics(
                List.of(right.name()),
                new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues()
            .get(right.name())
            .thenApply(topic -> topic.authorizedOperations());
    return less(right, allowed);
  }

  private static Set<AclOperation> lackingOfGroup(Admin admin, Right right) {
    KafkaFuture<Set<AclOperation>> allowed =
        admin
            .describeConsumerGroups(
                List.of(right.name()),
                new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
            .describedGroups()
            .get(right.name())
            .thenApply(group -> group.authorizedOperations());
    return less(right, allowed);
  }

  /** Making one is only tried: the broker is asked whether it would. */
  private static Set<AclOperation> lackingCreation(Admin admin, Right right) {
    NewTopic probe = new NewTopic(right.name() + PROBE, Optional.of(1), Optional.empty());
    boolean refused =
        refused(
            admin.createTopics(List.of(probe), new CreateTopicsOptions().validateOnly(true)).all());
    return refused ? right.operations() : Set.of();
  }

  private static Set<AclOperation> less(
      Right right, KafkaFuture<Set<AclOperation>> allowedOperations) {
    try {
      Set<AclOperation> allowed = allowedOperations.get();
      Set<AclOperation> lacking = new TreeSet<>(right.operations());
      if (allowed != null) {
        lacking.removeAll(new HashSet<>(allowed));
        return lacking;
      }
      return Set.of();
    } catch (ExecutionException e) {
      return e.getCause() instanceof AuthorizationException ? right.operations() : Set.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static boolean refused(KafkaFuture<?> request) {
    try {
      request.get();
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof AuthorizationException;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
