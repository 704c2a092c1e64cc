internal import Configuration
internal import Records

extension MappingChange {
  /// Reads the keys of a mapping file, or of a table `[[layer]]` in it.
  ///
  /// - Parameters:
  ///   - root: The root of the file, or the table.
  ///   - isOfLayer: Whether it is a table of a layer, which alone knows `digital` and `technology`.
  /// - Throws: `InputError` with file, line and key if a value is not accepted.
  init(_ root: ConfigurationTable, isOfLayer: Bool) throws {
    self.init()
    if isOfLayer {
      isDigital = try root.optionalBoolean("digital")
      technology = try root.optionalString("technology")
    }
    if let table = try root.optionalTable("tile") {
      rows = try table.optionalInteger("rows", in: Mapping.tileExtents)
      columns = try table.optionalInteger("columns", in: Mapping.tileExtents)
      groups = try table.chosen("groups")
      split = try table.chosen("split")
    }
    if let table = try root.optionalTable("weights") {
      weightBits = try table.optionalInteger("bits", in: Mapping.weightBits)
      bitsPerCell = try table.optionalInteger("bits_per_cell", in: Mapping.partBits)
      encoding = try table.chosen("encoding")
      weightScale = try table.chosen("scale")
      zero = try table.chosen("zero")
      reference = try table.chosen("reference")
      columnsPerReference = try table.optionalInteger(
        "columns_per_reference", in: Mapping.tileExtents)
    }
    if let table = try root.optionalTable("inputs") {
      inputBits = try table.optionalInteger("bits", in: Mapping.partBits)
      bitsPerStream = try table.optionalInteger("bits_per_stream", in: Mapping.partBits)
      inputScale = try table.chosen("scale")
      inputRange = try table.chosen("range")
      rowsPerRead = try table.optionalInteger("rows_per_read", in: Mapping.tileExtents)
    }
    let adc = try root.optionalTable("adc")
    if let table = adc {
      source = try table.chosen("source")
      outputBits = try table.optionalInteger("bits", in: Mapping.converterBits)
      outputRange = try Self.range(table, words: Self.ranges)
      outputScale = try table.chosen("scale")
      reads = try table.chosen("reads")
      columnsPerConverter = try table.optionalInteger(
        "columns_per_converter", in: Mapping.tileExtents)
    }
    if let table = try root.optionalTable("partial_sums") {
      try readPartialSums(table, isOfLayer: isOfLayer)
      // A table of the whole mapping says that there are such converters, whatever it holds; one of a layer changes them.
      if !isOfLayer { partialConverter = partialConverter ?? .technology }
      if let adc, let key = adc.keys.sorted().first,
        partialConverter == .stochastic || partialConverter == .senseAmplifier
      {
        throw adc.refusal(
          of: key, found: "a key of ADCs, but partial_sums.converter takes their place",
          accepted: "no such table, or converter = \"adc\"")
      }
    }
    gain = try root.optionalTable("calibration")?.chosen("gain")
  }

  /// Reads `samples`: a number, a number for each stream, or `"allocated"`.
  private mutating func readSamples(_ table: ConfigurationTable, isOfLayer: Bool) throws {
    let counts = Mapping.PartialSums.sampleCounts
    let isAllocated = (try? table.optionalString("samples")) == "allocated"
    let shares = try table.optionalTable("allocation")
    guard isAllocated, !isOfLayer else {
      if let shares, let key = shares.keys.sorted().first {
        throw shares.refusal(
          of: key, found: "a budget, but samples is not \"allocated\"",
          accepted: "no such table, or samples = \"allocated\" for the whole mapping")
      }
      if let values = try? table.optionalNumbers("samples") {
        let whole = values.compactMap { Int(exactly: $0) }.filter(counts.contains)
        guard !values.isEmpty, whole.count == values.count else {
          throw table.refusal(
            of: "samples", found: "\(values)",
            accepted: "\(counts.lowerBound) to \(counts.upperBound) for each stream")
        }
        return streamSamples = whole
      }
      return samples = try table.optionalInteger("samples", in: counts)
    }
    guard let shares else {
      throw table.refusal(
        of: "samples", found: "\"allocated\" without a budget",
        accepted: "a table [partial_sums.allocation] with budget")
    }
    var allocation = Mapping.PartialSums.Allocation(
      budget: try shares.number("budget", in: Mapping.PartialSums.Allocation.budgets))
    if let measure: Mapping.PartialSums.Allocation.Measure = try shares.chosen("measure") {
      allocation.measure = measure
    }
    if let part: Mapping.PartialSums.Allocation.Granularity = try shares.chosen("granularity") {
      allocation.granularity = part
    }
    if let choices = try shares.optionalNumbers("choices") {
      let whole = choices.compactMap { Int(exactly: $0) }.filter(counts.contains)
      guard whole.count == choices.count, let least = choices.min(), least <= allocation.budget
      else {
        throw shares.refusal(
          of: "choices", found: "\(choices)",
          accepted: "\(counts.lowerBound) to \(counts.upperBound), one within the budget")
      }
      allocation.choices = Set(whole).sorted()
    }
    self.allocation = allocation
  }

  private mutating func readPartialSums(_ table: ConfigurationTable, isOfLayer: Bool) throws {
    partialConverter = try table.chosen("converter")
    try readSamples(table, isOfLayer: isOfLayer)
    thresholds = try table.chosen("thresholds")
    if partialConverter == .senseAmplifier, let count = samples ?? streamSamples?.max(), count > 1 {
      throw table.refusal(
        of: "samples", found: "\(count), but a sense amplifier compares once",
        accepted: "1, or converter = \"stochastic\"")
    }
    sensitivity = try table.wordOrNumber(
      "sensitivity", words: ["technology": .technology],
      in: Mapping.PartialSums.sensitivities, numbers: "a number from 1e-6 to 1e6"
    ) { .number($0) }
    partialRange = try Self.range(table, words: Self.ranges.filter { $0.key != "maximum" })
    partialScale = try table.chosen("scale")
  }

  private static let ranges = [
    "calibrated": Mapping.Range.calibrated, "maximum": .maximum, "technology": .technology,
  ]

  private static func range(
    _ table: ConfigurationTable, words: [String: Mapping.Range]
  ) throws -> Mapping.Range? {
    try table.wordOrNumber(
      "range", words: words, in: Mapping.rangeCurrents,
      numbers: "a current from 1e-15 to 1e6 amperes", number: Mapping.Range.amperes)
  }
}

extension ConfigurationTable {
  /// The value of a key that holds a word or a number.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - words: What words stand for.
  ///   - accepted: The accepted numbers.
  ///   - numbers: What a message calls them.
  ///   - number: What a number stands for.
  /// - Returns: The value; nil without the key.
  /// - Throws: `InputError` that names both forms.
  fileprivate func wordOrNumber<Value>(
    _ key: String, words: [String: Value], in accepted: ClosedRange<Double>, numbers: String,
    number: (Double) -> Value
  ) throws -> Value? {
    // Both readers are tried; their refusals name one form each.
    if let word = try? optionalChoice(key, of: words.keys.sorted()) { return words[word] }
    guard keys.contains(key) else { return nil }
    do {
      return try optionalNumber(key, in: accepted).map(number)
    } catch let error as InputError {
      let forms = words.keys.sorted().map { "\"\($0)\"" } + [numbers]
      throw refusal(of: key, found: error.found, accepted: forms.joined(separator: " | "))
    }
  }

  /// One of the words of an enumeration, if the key is present.
  fileprivate func chosen<Choice: RawRepresentable & CaseIterable>(_ key: String) throws -> Choice?
  where Choice.RawValue == String {
    try optionalChoice(key, of: Choice.allCases.map(\.rawValue)).flatMap(Choice.init)
  }
}
