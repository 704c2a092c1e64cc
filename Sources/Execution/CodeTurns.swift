internal import CKernels
internal import Networks

/// Codes of so many images at a time that their sums stay in the cache.
struct CodeTurns {
  /// Codes of some images, and where the patches among them lie.
  struct Turn {
    /// The codes, image after image.
    fileprivate(set) var codes: [Int16]
    /// Where every patch begins.
    fileprivate(set) var starts: [Int32]
    /// The patches of each image: the number of the first among all vectors, and how many there are.
    fileprivate(set) var runs: [(first: Int, count: Int)] = []
    fileprivate var images: Int
    /// The number of codes, with what a kernel may read behind the last.
    fileprivate(set) var used = 0
  }

  private let geometry: CodeGeometry
  private let slack: Int
  /// The images of a turn.
  private let most: Int

  /// So many patches are multiplied together.
  private static let patchesTogether = 512

  /// Plans turns.
  ///
  /// - Parameters:
  ///   - geometry: Where codes lie.
  ///   - slack: What a kernel may read behind the last code.
  init(_ geometry: CodeGeometry, slack: Int = 3) {
    self.geometry = geometry
    self.slack = slack
    most = max(1, Self.patchesTogether / (geometry.window?.positions ?? 1))
  }

  /// The number of codes of a turn.
  var count: Int { most * geometry.count + slack }

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
    let patches = geometry.window?.positions ?? 1
    var turn = Turn(codes: [Int16](repeating: 0, count: count), starts: [], images: 0)
    turn.starts.reserveCapacity(most * patches)
    var areFinite = true
    var failure: UnfiniteNumbers?
    func finish() {
      guard !turn.starts.isEmpty else { return }
      turn.used = turn.images * geometry.count + slack
      do throws(UnfiniteNumbers) {
        guard areFinite else { throw .inputs }
        try multiply(turn)
      } catch {
        failure = error
      }
      turn.starts.removeAll(keepingCapacity: true)
      turn.runs.removeAll(keepingCapacity: true)
      turn.images = 0
    }
    inputs.forEachImage { image, positions, first in
      // Rows of numbers are images of one position.
      let images = geometry.window == nil ? positions : 0..<1
      for (index, row) in images.enumerated() where failure == nil {
        if turn.images == most { finish() }
        let base = turn.images * geometry.count
        turn.codes.withUnsafeMutableBufferPointer { codes in
          guard let codes = codes.baseAddress else { return }
          let isFinite = geometry.write(
            image + row * geometry.count, converters, to: codes + base)
          areFinite = areFinite && isFinite
        }
        let own = geometry.window == nil ? 0..<1 : positions
        geometry.addStarts(of: own, base: base, to: &turn.starts)
        turn.runs.append((first + index, own.count))
        turn.images += 1
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
