extension Technology {
  /// The tables and keys of the technology file that chance would act on, where an array is taken
  /// as it is: none of them changes a given conductance, wire or converter.
  ///
  /// They stand for what ``fabricate(targets:time:chance:deviates:)`` draws.
  ///
  /// - Parameter givenDeviations: Whether the deviations of wires and circuits come with the array, so
  ///   that nothing of them is missing.
  /// - Returns: The names of tables and keys.
  public func undrawnTables(givenDeviations: Bool = false) -> [String] {
    var tables: [String] = []
    func add(_ name: String, if isPresent: Bool) {
      if isPresent { tables.append(name) }
    }
    add("[programming]", if: variation.programming.distribution != .none)
    add("[device_to_device]", if: variation.devices != nil)
    add("[spatial_variation]", if: variation.spatial != nil)
    add("[faults]", if: variation.faults != nil)
    add("[drift]", if: variation.drift != nil)
    add("[relaxation]", if: variation.relaxation != nil)
    add("[[retention]]", if: !variation.retention.isEmpty)
    add("[read_noise]", if: variation.readNoise != nil)
    add("[mismatch]", if: !givenDeviations && variation.mismatch != .none)
    add("adc.mismatch_lsb", if: !givenDeviations && (periphery.adc?.mismatch ?? 0) > 0)
    return tables
  }

  /// A line that says so, for people; nil if there is nothing that chance would act on.
  ///
  /// - Parameter givenDeviations: As of ``undrawnTables(givenDeviations:)``.
  /// - Returns: The line.
  public func undrawnNote(givenDeviations: Bool = false) -> String? {
    let tables = undrawnTables(givenDeviations: givenDeviations)
    guard let last = tables.last else { return nil }
    let others = tables.dropLast().joined(separator: ", ")
    return "the array is taken as it is: \(others.isEmpty ? last : "\(others) and \(last)") of "
      + "technology \(name) \(tables.count == 1 ? "is" : "are") not drawn"
  }
}
