extension SlurmArray {
  /// How often a task that did not end well is put back into the queue before it is given up.
  private static let restartLimit = 20

  /// A word that the shell takes as it is.
  package static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  private var place: [String] {
    [partition.map { "#SBATCH --partition=\($0)" }, account.map { "#SBATCH --account=\($0)" }]
      .compactMap { $0 }
  }

  /// The job array.
  var arrayScript: String {
    ([
      "#!/bin/bash",
      "# \(title): \(cases) cases in \(tasks) shards. Submit it with ./submit in this folder.",
      "#SBATCH --job-name=assay-\(suite)",
      "#SBATCH --array=1-\(tasks)",
      "#SBATCH --cpus-per-task=\(jobs)",
      "#SBATCH --mem=\(memory)M",
      "#SBATCH --time=\(minutes)",
      "#SBATCH --requeue",
      "#SBATCH --open-mode=append",
      "#SBATCH --output=logs/shard-%a.txt",
      "# A minute before the time is over the task puts itself back into the queue.",
      "#SBATCH --signal=B:USR1@60",
    ] + place + [
      """

      cd "$SLURM_SUBMIT_DIR" || exit 69
      task=$SLURM_ARRAY_TASK_ID
      echo "shard $task of \(tasks) on $(hostname), start $((${SLURM_RESTART_COUNT:-0} + 1)), $(date)"

      # Back into the queue: finished cases are kept, so every start goes on from the last one.
      requeue() {
        if [ "${SLURM_RESTART_COUNT:-0}" -ge \(Self.restartLimit) ]; then
          echo "shard $task did not end well in \(Self.restartLimit + 1) starts: $1" >&2
          exit 69
        fi
        echo "shard $task goes back into the queue: $1"
        scontrol requeue "${SLURM_ARRAY_JOB_ID}_$task"
        # Slurm ends this script.
        sleep 60
        exit 69
      }

      \(shardCommand) &
      child=$!
      trap 'kill -9 $child; wait $child; requeue "its time is over"' USR1
      wait $child
      status=$?
      case $status in
        0) echo "shard $task is finished" ;;
        # Numbers that are not accepted, or wrong input: doing it again changes nothing.
        1 | 64 | 65 | 70) exit $status ;;
        *) requeue "exit status $status" ;;
      esac

      """
    ]).joined(separator: "\n")
  }

  /// The job that joins the shards.
  var mergeScript: String {
    ([
      "#!/bin/bash",
      "# Joins the \(tasks) shards of \(suite), with the bytes of an undivided run.",
      "#SBATCH --job-name=assay-\(suite)-merge",
      "#SBATCH --cpus-per-task=1",
      "#SBATCH --mem=\(max(memory, 1024))M",
      "#SBATCH --time=\(max(minutes, 30))",
      "#SBATCH --requeue",
      "#SBATCH --open-mode=append",
      "#SBATCH --output=logs/merge.txt",
    ] + place + [
      """

      cd "$SLURM_SUBMIT_DIR" || exit 69
      \(joinCommand)

      """
    ]).joined(separator: "\n")
  }

  /// The script that submits both jobs.
  var submitScript: String {
    """
    #!/bin/bash
    # Submits the \(tasks) shards of \(suite), and the job that joins them when all are finished.
    # Run it again after a failure: what is finished is kept.
    set -euo pipefail
    cd "$(dirname "$0")"
    array=$(sbatch --parsable array.sbatch)
    array=${array%%;*}
    merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes merge.sbatch)
    echo "shards: job $array, merge: job ${merge%%;*}"
    echo "watch:  squeue --jobs $array,${merge%%;*}; logs in $PWD/logs"

    """
  }
}
