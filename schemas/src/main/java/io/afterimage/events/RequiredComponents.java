package io.afterimage.events;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.util.Optional;

/** Every component of a record is required, unless it is an {@link Optional}. */
final class RequiredComponents extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1L;

  @Override
  public Boolean hasRequiredMarker(AnnotatedMember member) {
    Boolean marked = super.hasRequiredMarker(member);
    if (marked == null && member instanceof AnnotatedParameter) {
      return !Optional.class.equals(member.getRawType());
    }
    return marked;
  }
}
