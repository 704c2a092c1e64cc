internal import CKernels
internal import Networks

/// Codes of so many images, or of so many lines of one, that what is made of them stays in the cache.
struct CodeTurns {
  /// Codes of some images or lines, and where the patches among them lie.
  struct Turn {
    /// The codes, image after image.
    fileprivate(set) var codes: [Int16]
    /// Where every patch begins.
    fileprivate(set) var starts: [Int32] = []
    /// The patches of each image: the number of the first among all vectors, and how many there are.
    fileprivate(set) var runs: [(first: Int, count: Int)] = []
    /// The number of codes, with what a kernel may read behind the last.
    fileprivate(set) var used = 0
  }

  private let geometry: CodeGeometry
  private let slack: Int
  /// The images of a turn.
  private let images: Int
  /// The lines of positions of a turn of one image.
  private let lines: Int

  /// So many patches are multiplied together.
  private static let patchesTogether = 512
  /// What codes, their functions and the sums of a turn may take; caches of a core hold 1 MiB.
  private static let mostBytes = 3 << 18

  /// Plans turns.
  ///
  /// - Parameters:
  ///   - geometry: Where codes lie.
  ///   - sums: The sums of a patch.
  ///   - functionBytes: The bytes of all functions of a code.
  ///   - slack: What a kernel may read behind the last code.
  init(_ geometry: CodeGeometry, sums: Int, functionBytes: Int = 0, slack: Int = 3) {
    self.geometry = geometry
    self.slack = slack
    images = max(1, Self.patchesTogether / (geometry.window?.positions ?? 1))
    guard images == 1, let window = geometry.window else {
      lines = geometry.window?.rows.output ?? 1
      return
    }
    func bytes(ofLines lines: Int) -> Int {
      geometry.count(ofLines: geometry.lines(of: 0..<lines).count)
        * (MemoryLayout<Int16>.size + functionBytes)
        + lines * window.columns.output * sums * MemoryLayout<Float>.size
    }
    let all = window.rows.output
    let most = (1...all).last { bytes(ofLines: $0) <= Self.mostBytes } ?? 1
    // As many turns as are needed, all of them alike.
    let turns = (all + most - 1) / most
    lines = (all + turns - 1) / turns
  }

  /// The number of codes of a turn.
  var count: Int {
    images * geometry.count(ofLines: geometry.lines(of: 0..<lines).count) + slack
  }

  /// Multiplies inputs turn by turn.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - converters: What makes codes of them: one for all channels, or one for each.
  ///   - multiply: Multiplies the patches of a turn.
  /// - Throws: `UnfiniteNumbers` if an input is not finite, and what `multiply` throws.
  func forEach(
    _ inputs: LayerInputs, _ converters: [assay_converter],
    _ multiply: (Turn) throws(UnfiniteNumbers) -> Void
  ) throws(UnfiniteNumbers) {
    var turn = Turn(codes: [Int16](repeating: 0, count: count))
    turn.starts.reserveCapacity(images * lines * (geometry.window?.columns.output ?? 1))
    var areFinite = true
    var failure: UnfiniteNumbers?
    func finish() {
      guard !turn.starts.isEmpty, failure == nil else { return }
      turn.used += slack
      do throws(UnfiniteNumbers) {
        guard areFinite else { throw .inputs }
        try multiply(turn)
      } catch {
        failure = error
      }
      turn.starts.removeAll(keepingCapacity: true)
      turn.runs.removeAll(keepingCapacity: true)
      turn.used = 0
    }
    /// Adds the patches of some lines of positions, of which some codes are in their place already.
    func add(
      _ image: UnsafePointer<Float>, lines: Range<Int>, present: Int, positions: Range<Int>,
      first: Int
    ) {
      let base = turn.used
      turn.codes.withUnsafeMutableBufferPointer { codes in
        guard let codes = codes.baseAddress else { return }
        let isFinite = geometry.write(
          image, lines: lines.dropFirst(present), converters,
          to: codes + base + geometry.count(ofLines: present))
        areFinite = areFinite && isFinite
      }
      geometry.addStarts(
        of: positions, base: base - geometry.count(ofLines: lines.lowerBound), to: &turn.starts)
      turn.runs.append((first, positions.count))
      turn.used += geometry.count(ofLines: lines.count)
    }
    inputs.forEachImage { image, positions, first in
      guard let window = geometry.window else {
        // Rows of numbers are images of one position.
        for (index, row) in positions.enumerated() where failure == nil {
          if turn.runs.count == images { finish() }
          add(
            image + row * geometry.count, lines: 0..<1, present: 0, positions: 0..<1,
            first: first + index)
        }
        return
      }
      let width = window.columns.output
      if turn.runs.count == images { finish() }
      let (top, bottom) = (positions.lowerBound / width, (positions.upperBound - 1) / width + 1)
      var last = 0..<0
      for line in stride(from: top, to: bottom, by: lines) where failure == nil {
        let own = geometry.lines(of: line..<min(line + lines, bottom))
        if line > top { finish() }
        // Lines that the turn before has read, too, move up.
        let present = max(0, last.upperBound - own.lowerBound)
        if present > 0 {
          turn.codes.withUnsafeMutableBufferPointer { codes in
            guard let codes = codes.baseAddress else { return }
            codes.update(
              from: codes + geometry.count(ofLines: own.lowerBound - last.lowerBound),
              count: geometry.count(ofLines: present))
          }
        }
        let mine = positions.clamped(to: line * width..<(line + lines) * width)
        add(
          image, lines: own, present: present, positions: mine,
          first: first + mine.lowerBound - positions.lowerBound)
        last = own
      }
    }
    finish()
    if let failure { throw failure }
  }
}

extension CodeTurns.Turn {
  /// Calls a body with the digits of the codes that every stream carries.
  ///
  /// - Parameters:
  ///   - count: The number of streams; a single one carries the codes.
  ///   - bits: The bits of a stream.
  ///   - body: Gets the number of a stream and its digits.
  func forEachStream(
    _ count: Int, bits: Int, _ body: (_ stream: Int, _ digits: UnsafePointer<Int16>) -> Void
  ) {
    guard count > 1 else { return body(0, codes) }
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: used) { digits in
      guard let start = digits.baseAddress else { return }
      for stream in 0..<count {
        assay_integer_digit(used, codes, Int32(stream * bits), Int32(bits), start)
        body(stream, start)
      }
    }
  }

  /// Writes the outputs of the patches.
  ///
  /// - Parameters:
  ///   - sums: What the arrays add up to, *patches × stride*.
  ///   - stride: The sums of a patch, of which the outputs are the first.
  ///   - factors: A factor on the sum of every output.
  ///   - outputs: Where the outputs go.
  ///   - channel: The first of these outputs among those of all groups.
  /// - Throws: `UnfiniteNumbers` if an output is not finite.
  func write(
    _ sums: UnsafePointer<Float>, stride: Int, factors: [Float], to outputs: LayerOutputs,
    firstChannel channel: Int
  ) throws(UnfiniteNumbers) {
    let areFinite = factors.withUnsafeBufferPointer { factors in
      (outputs.bias ?? []).withUnsafeBufferPointer { bias in
        var end = assay_layer_end(
          factors: factors.baseAddress,
          bias: outputs.bias == nil ? nil : bias.baseAddress.map { $0 + channel },
          lowest: outputs.limits.lowerBound, highest: outputs.limits.upperBound,
          output_step: outputs.outputStep, patch_step: outputs.vectorStep)
        var sums = sums
        var areFinite = true
        // Rows of numbers follow each other in the outputs, too.
        let runs = outputs.isPlanar ? runs : [(first: runs.first?.first ?? 0, count: starts.count)]
        for run in runs {
          let isFinite = assay_write_outputs(
            run.count, factors.count, stride, sums, &end,
            outputs.target(vector: run.first, channel: channel))
          areFinite = areFinite && isFinite != 0
          sums += run.count * stride
        }
        return areFinite
      }
    }
    guard areFinite else { throw .outputs }
  }
}
