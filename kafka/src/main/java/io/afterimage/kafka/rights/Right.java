package io.afterimage.kafka.rights;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Something that a service must be allowed to do.
 *
 * @param type of what it is done to: a topic, a group, a transactional id
 * @param name its name, or what its name begins with
 * @param prefixed whether the name is a beginning
 * @param operations Kafka's; read and write imply describe
 */
public record Right(
    ResourceType type, String name, boolean prefixed, Set<AclOperation> operations) {

  /** Copies the operations. */
  public Right {
    operations = Set.copyOf(operations);
  }

  static Right topic(String name, AclOperation... operations) {
    return new Right(ResourceType.TOPIC, name, false, Set.of(operations));
  }

  static Right topics(String beginning, AclOperation... operations) {
    return new Right(ResourceType.TOPIC, beginning, true, Set.of(operations));
  }

  static Right group(String name, AclOperation... operations) {
    return new Right(ResourceType.GROUP, name, false, Set.of(operations));
  }

  static Right transactions(String beginning) {
    return new Right(ResourceType.TRANSACTIONAL_ID, beginning, true, Set.of(AclOperation.WRITE));
  }

  /** The rules that grant it, from any host. */
  public List<AclBinding> grantedTo(String principal) {
    ResourcePattern pattern =
        new ResourcePattern(type, name, prefixed ? PatternType.PREFIXED : PatternType.LITERAL);
    return new TreeSet<>(operations)
        .stream()
            .map(
                operation ->
                    new AclBinding(
                        pattern,
                        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)))
            .toList();
  }
}
