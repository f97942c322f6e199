package org.hypergrad.datasets;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Unpacked text as a window of bytes that moves over the file once, with the line and column of
 * what is looked at. A reader asks for one token after the other and parses it where it lies.
 */
final class TextInput implements Closeable {

  /** What {@link #peek()} returns behind the last byte. */
  static final int END = -1;

  /** More than any sensible number needs, so that a token always fits into the window. */
  static final int LONGEST_TOKEN = 4096;

  private static final int WINDOW = 1 << 16;

  private final UnpackedStream stream;
  private final byte[] bytes = new byte[WINDOW];

  /** The next byte to read is bytes[position], the last one in the window bytes[limit - 1]. */
  private int position;

  private int limit;
  private boolean streamEnded;

  /** The token last found is at [tokenStart, tokenEnd) until the next call that reads on. */
  private int tokenStart;

  private int tokenEnd;

  /** Bytes of text before the window. */
  private long before;

  private long line = 1;

  /** Bytes of text before the line. */
  private long lineStart;

  private TextInput(UnpackedStream stream) {
    this.stream = stream;
  }

  /**
   * Opens a file.
   *
   * @throws IOException of one line, with the path in it, if there is no such file to be read
   */
  static TextInput open(Path path) throws IOException {
    return new TextInput(UnpackedStream.open(path));
  }

  /** Takes over a stream: it is closed with the result, or at once if this fails. */
  static TextInput open(InputStream source, String name) throws IOException {
    return new TextInput(UnpackedStream.open(source, name));
  }

  /** Moves the window on: afterwards it holds a whole token from position, or all that is left. */
  private void refill() throws IOException {
    System.arraycopy(bytes, position, bytes, 0, limit - position);
    before += position;
    limit -= position;
    position = 0;
    while (limit <= LONGEST_TOKEN && !streamEnded) {
      int count = readSome();
      streamEnded = count < 0;
      limit += Math.max(count, 0);
    }
  }

  private int readSome() throws IOException {
    try {
      return stream.read(bytes, limit, bytes.length - limit);
    } catch (IOException | RuntimeException e) { // decoders throw either at damaged data
      while (position < limit) { // the text breaks off behind all that was received
        advance();
      }
      throw stream.unreadable(line, columnOf(position), e);
    }
  }

  private void advance() {
    if (bytes[position++] == '\n') {
      line++;
      lineStart = before + position;
    }
  }

  private long columnOf(int at) {
    return before + at - lineStart + 1;
  }

  /** Bytes of text passed so far. */
  long bytesRead() {
    return before + position;
  }

  /** The next byte, 0 to 255, or {@link #END}. */
  int peek() throws IOException {
    if (position == limit && !streamEnded) {
      refill();
    }
    return position < limit ? bytes[position] & 0xff : END;
  }

  /** At the beginning of the file: steps over the mark that some editors put before UTF-8. */
  void skipByteOrderMark() throws IOException {
    if (peek() == 0xef && limit >= 3 && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
      position = 3;
      lineStart = 3;
    }
  }

  /** Steps over blanks and tabs. */
  void skipBlanks() throws IOException {
    int next = peek();
    while (next == ' ' || next == '\t') {
      position++;
      next = peek();
    }
  }

  /** Steps over the next byte if it is this one. */
  boolean skip(char wanted) throws IOException {
    boolean found = peek() == wanted;
    if (found) {
      position++;
    }
    return found;
  }

  /** Steps over the rest of the line and its end. */
  void skipLine() throws IOException {
    while (peek() != END && peek() != '\n') {
      position++;
    }
    endLine();
  }

  /**
   * Steps over the end of the line: LF, CR LF or the end of the file.
   *
   * @throws DataFormatException if there is anything else
   */
  void endLine() throws IOException {
    boolean carriageReturn = skip('\r');
    if (peek() == '\n') {
      advance();
    } else if (peek() != END) {
      int from = carriageReturn ? position - 1 : position;
      throw complaint(
          columnOf(from), "expected the end of the line, found " + quote(from, from + 1));
    }
  }

  /** A table for {@link #nextToken}. */
  static boolean[] delimiters(String characters) {
    boolean[] table = new boolean[256];
    characters.chars().forEach(c -> table[c] = true);
    return table;
  }

  /**
   * Finds the token that begins here and ends before the next delimiter, and steps over it.
   *
   * @throws DataFormatException if it is too long
   */
  void nextToken(boolean[] delimiters) throws IOException {
    if (limit - position <= LONGEST_TOKEN && !streamEnded) {
      refill();
    }
    int end = position;
    while (end < limit && !delimiters[bytes[end] & 0xff]) {
      end++;
    }
    tokenStart = position;
    tokenEnd = end;
    position = end;
    if (tokenEnd - tokenStart > LONGEST_TOKEN) {
      throw unexpected("at most %d bytes without a break".formatted(LONGEST_TOKEN));
    }
  }

  /** The live window, in which the token lies at [{@link #tokenStart}, {@link #tokenEnd}). */
  byte[] window() {
    return bytes;
  }

  /** Where in the window the token begins. */
  int tokenStart() {
    return tokenStart;
  }

  /** Where in the window the token ends, exclusive. */
  int tokenEnd() {
    return tokenEnd;
  }

  /** The token as text, for looking closer at one that is wrong; a character a byte. */
  String tokenText() {
    return new String(bytes, tokenStart, tokenEnd - tokenStart, StandardCharsets.ISO_8859_1);
  }

  /** The token is not what was expected. */
  DataFormatException unexpected(String expected) {
    return unexpected(expected, tokenStart, "");
  }

  /**
   * The token's part from a position of the window on is not what was expected.
   *
   * @param remark a cure or an explanation, in brackets after a blank; may be empty
   */
  DataFormatException unexpected(String expected, int from, String remark) {
    return complaint(
        columnOf(from), "expected " + expected + ", found " + quote(from, tokenEnd) + remark);
  }

  /** What is wrong where the reader stands, told in the words given. */
  DataFormatException complaint(String words) {
    return complaint(columnOf(position), words);
  }

  private DataFormatException complaint(long column, String words) {
    return stream.complaint(line, column, words);
  }

  private String quote(int from, int to) {
    return Quoting.quote(bytes, from, to);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
