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
    fileprivate var images: Int
    /// The number of codes, with what a kernel may read behind the last.
    fileprivate(set) var used = 0
  }

  private let geometry: CodeGeometry
  /// The images of a turn.
  private let most: Int

  /// So many patches are multiplied together.
  private static let patchesTogether = 512
  /// What a kernel may read behind the last code.
  private static let slack = 3

  init(_ geometry: CodeGeometry) {
    self.geometry = geometry
    most = max(1, Self.patchesTogether / (geometry.window?.positions ?? 1))
  }

  /// The number of codes of a turn.
  var count: Int { most * geometry.count + Self.slack }

  /// Multiplies inputs turn by turn.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - converter: What makes codes of them.
  ///   - outputs: The number of outputs of a vector.
  ///   - multiply: Writes the outputs of the patches of a turn.
  /// - Returns: *vectors × outputs*.
  func outputs(
    _ inputs: LayerInputs, _ converter: assay_converter, outputs: Int,
    _ multiply: (Turn, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    let patches = geometry.window?.positions ?? 1
    var turn = Turn(codes: [Int16](repeating: 0, count: count), starts: [], images: 0)
    turn.starts.reserveCapacity(most * patches)
    return [Float](unsafeUninitializedCapacity: inputs.rows.count * outputs) { target, filled in
      guard let start = target.baseAddress else { return }
      func finish() {
        guard !turn.starts.isEmpty else { return }
        turn.used = turn.images * geometry.count + Self.slack
        multiply(turn, start + filled)
        filled += turn.starts.count * outputs
        turn.starts.removeAll(keepingCapacity: true)
        turn.images = 0
      }
      inputs.forEachImage { image, positions, _ in
        // Rows of numbers are images of one position.
        let images = geometry.window == nil ? positions : 0..<1
        for row in images {
          if turn.images == most { finish() }
          let base = turn.images * geometry.count
          turn.codes.withUnsafeMutableBufferPointer { codes in
            guard let codes = codes.baseAddress else { return }
            geometry.write(image + row * geometry.count, converter, to: codes + base)
          }
          for position in geometry.window == nil ? 0..<1 : positions {
            turn.starts.append(Int32(base + geometry.start(ofPosition: position)))
          }
          turn.images += 1
        }
      }
      finish()
    }
  }
}
