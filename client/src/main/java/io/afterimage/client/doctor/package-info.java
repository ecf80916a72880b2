/** Looks whether everything is there that a service needs, and says what to mend. */
package io.afterimage.client.doctor;
