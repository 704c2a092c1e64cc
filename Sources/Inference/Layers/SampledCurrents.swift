internal import LinearAlgebra
internal import Records

/// What the sections of a layer's arrays give on sample inputs, before their converters.
///
/// Ranges are chosen in several passes over the same currents. These are kept between the passes unless
/// they are very many: exact solutions of arrays take far longer than anything else.
struct SampledCurrents {
  /// The currents of one stream of the sample in one section.
  struct Read {
    /// The group of the section.
    let group: Int
    /// The section.
    let section: LayerArrays.Section
    /// The stream.
    let stream: Int
    /// In steps, *vectors × section.width*.
    let values: UnsafeBufferPointer<Float>
  }

  private let prepared: PreparedLayer
  private let arrays: LayerArrays
  /// The digits, *group × stream*.
  private let digits: [[[Float]]]
  private let places: [Place]
  /// The number of currents of all columns, with what pads them.
  let count: Int
  /// How many threads share the work.
  let threads: Int
  /// The currents of every place, in steps; nil if they are too many to be kept.
  private var kept: [[Float]]?

  private struct Place {
    let stream: Int
    let group: Int
    let section: Int
  }

  /// The most numbers that are kept.
  static let mostKept = 1 << 25

  /// Reads the arrays.
  ///
  /// - Parameters:
  ///   - prepared: The layer.
  ///   - arrays: Its arrays.
  ///   - sample: The layer's inputs on sample images.
  ///   - threads: How many threads share the work.
  /// - Throws: Whatever keeps an array from being read.
  init(
    _ prepared: PreparedLayer, arrays: LayerArrays, sample: LayerSample, threads: Int
  ) throws {
    self.prepared = prepared
    self.arrays = arrays
    self.threads = threads
    digits = sample.vectors.enumerated().map { prepared.digits(of: $1, group: $0) }
    places = (0..<prepared.inputConverter.streamCount).flatMap { stream in
      arrays.groups.indices.flatMap { group in
        arrays.groups[group].indices.map { Place(stream: stream, group: group, section: $0) }
      }
    }
    count = places.reduce(0) { sum, place in
      sum + sample.vectors[place.group].count / prepared.matrix.inputs
        * arrays.groups[place.group][place.section].width
    }
    guard count <= Self.mostKept else { return }
    kept = try concurrentMap(places.count, threads: threads) { [self] in try steps(places[$0]) }
  }

  private func steps(_ place: Place) throws -> [Float] {
    try digits[place.group][place.stream].withUnsafeBufferPointer { digits in
      let width = prepared.matrix.inputs
      guard let base = digits.baseAddress, digits.count >= width else { return [] }
      return try arrays.groups[place.group][place.section].steps(
        RowCodes(codes: base, count: digits.count / width, width: width), scale: prepared.scale)
    }
  }

  /// Visits the currents of some sections, in one order whenever it is called.
  ///
  /// - Parameters:
  ///   - isRead: Whether a section is visited.
  ///   - body: What visits.
  /// - Throws: Whatever keeps an array from being read.
  func visit(
    _ isRead: (LayerArrays.Section) -> Bool = { _ in true }, _ body: (Read) -> Void
  ) throws {
    for (index, place) in places.enumerated() {
      let section = arrays.groups[place.group][place.section]
      guard isRead(section) else { continue }
      let steps = try kept?[index] ?? steps(place)
      guard !steps.isEmpty else { continue }
      steps.withUnsafeBufferPointer {
        body(Read(group: place.group, section: section, stream: place.stream, values: $0))
      }
    }
  }
}
