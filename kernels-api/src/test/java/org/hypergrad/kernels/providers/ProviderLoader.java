package org.hypergrad.kernels.providers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.hypergrad.kernels.Backend;

/**
 * A class loader whose only service files are the ones it is given, and which loads the providers
 * of this package itself, so that static initialisers run in every test.
 */
public final class ProviderLoader extends ClassLoader {

  private static final String SERVICE = "META-INF/services/" + Backend.class.getName();

  private final List<URL> serviceFiles = new ArrayList<>();

  /** A loader with one service file for each text, in that order, written to a folder. */
  public ProviderLoader(Path folder, String... texts) throws IOException {
    super(ProviderLoader.class.getClassLoader());
    for (int k = 0; k < texts.length; k++) {
      Path file = folder.resolve("services-" + k);
      serviceFiles.add(Files.writeString(file, texts[k] + "\n").toUri().toURL());
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.equals(SERVICE) ? Collections.enumeration(serviceFiles) : super.getResources(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(Providers.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream stream = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (stream == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = stream.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException unreadable) {
      throw new ClassNotFoundException(name, unreadable);
    }
  }
}
