;;; emacs.el --- What a user does in Emacs with Eglot -*- lexical-binding: t; -*-

;; Each step is told as a line of JSON.  Run with:
;; SERVER=<command as JSON> FILE=<file> emacs -Q --batch -l emacs.el

(dolist (folder (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa/*"))
  (add-to-list 'load-path folder))
(require 'cl-lib)
(require 'json)
(require 'python)
(require 'project)
(require 'eglot)

(setq eglot-sync-connect 15
      eglot-connect-timeout 15
      eglot-autoshutdown nil
      eglot-autoreconnect nil
      eglot-confirm-server-initiated-edits nil
      create-lockfiles nil
      make-backup-files nil)

(defun probe-tell (step what)
  (princ (concat (json-encode (vector step what)) "\n")))

(defun probe-wait (what condition)
  (let ((end (+ (float-time) 15)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.01))
    (unless found (error "Waited in vain for %s" what))
    found))

(defun probe-text ()
  (buffer-substring-no-properties (point-min) (point-max)))

(defun probe-hover (server)
  (let ((answer (jsonrpc-request server :textDocument/hover
                                 (eglot--TextDocumentPositionParams))))
    (substring-no-properties
     (eglot--hover-info (plist-get answer :contents) (plist-get answer :range)))))

(defun probe-actions ()
  (eglot-code-actions (point) (point)))

(defun probe-titles (actions)
  (vconcat (mapcar (lambda (action) (plist-get action :title)) actions)))

(defun probe-findings ()
  "What Flymake shows in the buffer."
  (flymake-start)
  (flymake-diagnostics))

(defun probe-shown (findings)
  (vconcat
   (mapcar (lambda (one)
             (list :line (line-number-at-pos (flymake-diagnostic-beg one))
                   :severity (symbol-name (flymake-diagnostic-type one))
                   :message (flymake-diagnostic-text one)))
           findings)))

(defun probe-run ()
  (find-file (getenv "FILE"))
  (python-mode)
  (let ((command (append (json-parse-string (getenv "SERVER")) nil)))
    (add-to-list 'eglot-server-programs (cons 'python-mode command)))
  (apply #'eglot (eglot--guess-contact))
  (let* ((server (eglot-current-server))
         (process (jsonrpc--process server)))
    (probe-tell "initialized" (plist-get (eglot--server-info server) :name))

    (goto-char (+ (point-min) 5))
    (probe-tell "hover" (probe-hover server))

    (save-excursion
      (search-forward "first")
      (replace-match "left"))
    (eglot--signal-textDocument/didChange)
    (probe-tell "hover after an edit" (probe-hover server))

    (let ((offered (probe-actions)))
      (probe-tell "code actions" (probe-titles offered))
      (let* ((doc (cl-find-if (lambda (action)
                                (string-prefix-p "Write a doc comment" (plist-get action :title)))
                              offered))
             (command (plist-get doc :command)))
        (eglot-execute-command server (plist-get command :command)
                               (plist-get command :arguments))))
    (probe-tell "text" (probe-text))
    (eglot--signal-textDocument/didChange)

    (goto-char (point-max))
    (insert "\ndef sub(first, second):\n    return fi")
    (eglot--signal-textDocument/didChange)
    (pcase-let ((`(,beginning ,end ,table . ,_) (eglot-completion-at-point)))
      (probe-tell "completion"
                  (vconcat (mapcar #'substring-no-properties
                                   (all-completions (buffer-substring beginning end) table)))))
    (insert "rst\n")
    (eglot--signal-textDocument/didChange)

    (eglot-execute-command server 'r1.reviewFile
                           (vector (list :uri (eglot--path-to-uri (getenv "FILE")))))
    (probe-wait "a finding" #'probe-findings)
    (probe-tell "findings" (probe-shown (probe-findings)))
    (let ((line (line-number-at-pos (flymake-diagnostic-beg (car (probe-findings))))))
      (goto-char (point-min))
      (insert "import os\n")
      (eglot--signal-textDocument/didChange)
      (probe-wait "the finding to move"
                  (lambda ()
                    (let ((found (probe-findings)))
                      (and found
                           (= (line-number-at-pos (flymake-diagnostic-beg (car found)))
                              (1+ line))))))
      (probe-tell "findings after a line above" (probe-shown (probe-findings)))
      (goto-char (flymake-diagnostic-beg (car (probe-findings))))
      (probe-tell "code actions of the finding" (probe-titles (probe-actions)))
      (delete-region (point) (line-end-position))
      (insert "except KeyError:"))
    (eglot--signal-textDocument/didChange)
    (probe-wait "the finding to go" (lambda () (null (probe-findings))))
    (probe-tell "findings after its line changed" [])

    ;; What follows `exit' in Eglot kills a server that takes its time.
    (advice-add 'jsonrpc-shutdown :before
                (lambda (&rest _)
                  (probe-wait "the end" (lambda () (not (process-live-p process))))))
    (eglot-shutdown server nil 10 nil)
    (probe-tell "exit code" (process-exit-status process)))
  (set-buffer-modified-p nil))

(condition-case problem
    (probe-run)
  (error (probe-tell "problem" (format "%S" problem))))
(kill-emacs 0)
