package io.afterimage.training.dataset;

import io.afterimage.schemas.events.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds files of the same bytes in different classes: at least one of them has a wrong label. Reads
 * only files whose size another class has as well.
 */
final class ClassTwins {

  /** A file of a class. */
  record Member(Path path, long bytes, String label) {}

  private ClassTwins() {}

  /**
   * The groups of files of the same bytes that lie in more than one class, each sorted by path.
   *
   * @throws IOException when a file cannot be read
   */
  static List<List<Member>> among(List<Member> members) throws IOException {
    List<List<Member>> twins = new ArrayList<>();
    Map<Long, List<Member>> bySize =
        members.stream()
            .collect(Collectors.groupingBy(Member::bytes, TreeMap::new, Collectors.toList()));
    for (List<Member> sameSize : bySize.values()) {
      if (!isInSeveralClasses(sameSize)) {
        continue;
      }
      Map<String, List<Member>> byDigest = new TreeMap<>();
      for (Member member : sameSize) {
        byDigest
            .computeIfAbsent(Sha256.of(Files.readAllBytes(member.path())), d -> new ArrayList<>())
            .add(member);
      }
      byDigest.values().stream().filter(ClassTwins::isInSeveralClasses).forEach(twins::add);
    }
    return twins;
  }

  private static boolean isInSeveralClasses(List<Member> members) {
    return members.stream().map(Member::label).distinct().count() > 1;
  }
}
