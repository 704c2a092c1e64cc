internal import Records

/// What an audit found.
struct AuditFindings: Sendable {
  /// The currents of the model beside exact ones.
  var audit: CurrentAudit
  /// What the errors may change.
  var modelError: ModelError
  /// Some of the reads, for SPICE; none unless they were asked for.
  var arrays: [AuditedArray]
}
