internal import Configuration

/// What all decks have in common that stock ngspice runs.
enum DeckText {
  /// A name in the title or in a comment of a deck.
  ///
  /// What follows the end of a line would be a part of the circuit, and two backslashes there would make
  /// the circuit a part of the comment.
  static func title(_ name: String) -> String {
    let line = name.split(whereSeparator: \.isNewline).joined(separator: " ")
    return PrintedText.line(line.filter { $0 != "\\" })
  }

  /// The end of a deck: an analysis, lines of printed vectors, and an exit status that says whether the
  /// analysis succeeded.
  ///
  /// `ngspice -b` would end with status 1 behind the last line of a control block, because the deck has no
  /// `.print`. A session that is not `-b` goes on.
  ///
  /// - Parameters:
  ///   - analysis: The analysis.
  ///   - vectors: The arguments of each `print`.
  /// - Returns: The lines, with `.end`.
  static func control(_ analysis: String, printing vectors: [String]) -> [String] {
    [
      ".control", "set numdgt=16", "set width=65000", "set nobreak", "set noaskquit", analysis,
    ] + vectors.map { "print \($0)" } + [
      "if $?batchmode", "quit $sim_status", "end", ".endc", ".end",
    ]
  }
}
