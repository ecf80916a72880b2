/** The topics of an installation: names, definitions and what one may choose about them. */
package io.afterimage.schemas.topics;
