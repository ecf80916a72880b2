package io.afterimage.stream.runtime;

import io.afterimage.service.News;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;

/**
 * Tells when instances come or go, by the members of their group while it is stable: a thread that
 * took another's place is no news. For one thread.
 */
final class GroupNews {

  private OptionalInt known = OptionalInt.empty();

  /** Looks at the group as it is; the first look only takes note. */
  void look(ConsumerGroupDescription group) {
    if (group.groupState() != GroupState.STABLE) {
      return;
    }
    int now = group.members().size();
    int before = known.orElse(now);
    known = OptionalInt.of(now);
    if (now != before) {
      News.line()
          .addKeyValue("threads", now)
          .addKeyValue("before", before)
          .addKeyValue("hosts", hosts(group.members()))
          .log(now > before ? "instance joined" : "instance left");
    }
  }

  private static Collection<String> hosts(Collection<MemberDescription> members) {
    return members.stream()
        .map(member -> member.host().replaceFirst("^/", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
